/** Plays load and faults against real workers and servers, records what happened, and judges it. */
@NullMarked
package io.brxsync.examples.chaos;

import org.jspecify.annotations.NullMarked;
