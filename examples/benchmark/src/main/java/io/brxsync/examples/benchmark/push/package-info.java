/** How many requests edits of listings cost, and when the last one is confirmed. */
@NullMarked
package io.brxsync.examples.benchmark.push;

import org.jspecify.annotations.NullMarked;
