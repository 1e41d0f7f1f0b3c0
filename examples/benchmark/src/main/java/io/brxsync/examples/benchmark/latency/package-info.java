/** How long from enqueueing to the start of the handler, beside other queues and under load. */
@NullMarked
package io.brxsync.examples.benchmark.latency;

import org.jspecify.annotations.NullMarked;
