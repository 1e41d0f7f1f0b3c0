package io.brxsync.limit;

import java.time.Duration;

/** The answer to a request for allowance. */
public sealed interface Acquisition {
    /**
     * Go ahead, now: the allowance is spent.
     *
     * @param permit to be told how the request went
     */
    record Granted(Permit permit) implements Acquisition {}

    /**
     * Not now; nothing is spent.
     *
     * @param delay when to ask again: the first moment at which the answer can be another one, computed from what is
     *     known of the requests under way. Ordinary requests of {@link EndpointClass#GENERAL} that wait at the same time
     *     are told a moment each, one for every permit that comes back, so that they do not all ask for the same one;
     *     nothing is kept for them
     */
    record Delayed(Duration delay) implements Acquisition {}
}
