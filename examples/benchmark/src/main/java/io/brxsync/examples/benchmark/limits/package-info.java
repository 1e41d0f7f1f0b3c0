/** The question {@code limits}: what sharing every user's allowance costs, and how much of it is used. */
@NullMarked
package io.brxsync.examples.benchmark.limits;

import org.jspecify.annotations.NullMarked;
