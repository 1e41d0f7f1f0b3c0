package io.brxsync.worker;

import java.time.Duration;

/** How long to leave Redis alone after an exchange that failed: twice as long each time. Not thread-safe. */
final class Outage {
    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration MOST = Duration.ofSeconds(5);

    private Duration backoff = Duration.ZERO;
    private long retryAt;

    /** Whether the last exchange that came to an end has failed. */
    boolean lasts() {
        return !backoff.isZero();
    }

    /** Whether it lasts and it is too early to try again. */
    boolean waits(long nowNanos) {
        return lasts() && nowNanos - retryAt < 0;
    }

    /** Nanoseconds until the next try, while it {@link #waits}. */
    long left(long nowNanos) {
        return retryAt - nowNanos;
    }

    /**
     * An exchange has failed.
     *
     * @param expected false for what no waiting will mend
     * @return how long to wait
     */
    Duration failed(long nowNanos, boolean expected) {
        Duration longer = lasts() ? backoff.multipliedBy(2) : FIRST;
        backoff = expected && longer.compareTo(MOST) < 0 ? longer : MOST;
        retryAt = nowNanos + backoff.toNanos();
        return backoff;
    }

    /** Redis has answered. */
    void over() {
        backoff = Duration.ZERO;
    }
}
