package io.brxsync.cardtrader.http;

import java.time.Duration;

/**
 * Waits between repetitions in place: doubling, with full jitter, short enough not to keep a thread busy. Pure.
 *
 * @param tries requests in all, the first one included
 * @param first upper bound of the first wait
 * @param longest upper bound of any wait
 */
record Backoff(int tries, Duration first, Duration longest) {
    /** Three tries within about two seconds. */
    static final Backoff IN_PLACE = new Backoff(3, Duration.ofMillis(400), Duration.ofMillis(1500));

    boolean another(int triesSoFar) {
        return triesSoFar < tries;
    }

    /**
     * The wait after a number of tries.
     *
     * @param random from 0 to 1
     */
    Duration after(int triesSoFar, double random) {
        long bound = Math.min(longest.toNanos(), first.toNanos() << Math.min(triesSoFar - 1, 20));
        return Duration.ofNanos((long) (bound * random));
    }
}
