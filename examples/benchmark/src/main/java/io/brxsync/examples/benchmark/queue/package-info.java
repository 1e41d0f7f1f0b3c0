/** How many tasks a second, beside the floor of scripts and other queues. */
@NullMarked
package io.brxsync.examples.benchmark.queue;

import org.jspecify.annotations.NullMarked;
