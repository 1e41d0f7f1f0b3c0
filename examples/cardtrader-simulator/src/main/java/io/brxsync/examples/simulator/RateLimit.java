package io.brxsync.examples.simulator;

import java.time.Duration;

/**
 * At most so many requests in any window of this length.
 *
 * @param requests the number of requests, at least 1
 * @param window the length of the window, at least a millisecond
 */
public record RateLimit(int requests, Duration window) {
    /** Refuses limits that cannot be measured. */
    public RateLimit {
        if (requests < 1 || window.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("not a rate limit: " + requests + " per " + window);
        }
    }
}
