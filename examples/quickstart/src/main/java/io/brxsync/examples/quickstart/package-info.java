/** The whole way once: servers, simulator, the real commands in their own processes, and the proof. */
@NullMarked
package io.brxsync.examples.quickstart;

import org.jspecify.annotations.NullMarked;
