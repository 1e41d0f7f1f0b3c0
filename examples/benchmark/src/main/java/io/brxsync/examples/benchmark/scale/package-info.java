/** Whether twice the sellers take twice the time, and what stands in the way of more. */
@NullMarked
package io.brxsync.examples.benchmark.scale;

import org.jspecify.annotations.NullMarked;
