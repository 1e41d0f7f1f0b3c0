package io.brxsync.limit;

import java.time.Duration;

/** The answer to a request for allowance. */
public sealed interface Acquisition {
    /** Go ahead; the allowance is spent. */
    record Granted() implements Acquisition {}

    /**
     * Not now; nothing is spent.
     *
     * @param delay when to ask again
     */
    record Delayed(Duration delay) implements Acquisition {}
}
