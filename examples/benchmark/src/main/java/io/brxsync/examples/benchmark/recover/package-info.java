/** How long work is interrupted when a worker or Redis dies. */
@NullMarked
package io.brxsync.examples.benchmark.recover;

import org.jspecify.annotations.NullMarked;
