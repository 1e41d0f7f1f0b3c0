/** Measures in interleaved rounds, and prints and keeps what came out; each question is a package below. */
@NullMarked
package io.brxsync.examples.benchmark;

import org.jspecify.annotations.NullMarked;
