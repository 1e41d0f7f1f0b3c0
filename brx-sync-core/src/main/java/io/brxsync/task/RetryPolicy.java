package io.brxsync.task;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and after what time a failed task is tried again: exponential with full jitter, so that many failures of one
 * moment do not come back in one moment. Pure arithmetic, immutable.
 *
 * @param maxAttempts counted failures after which the task is buried, at least 1
 * @param base upper bound of the first delay
 * @param cap upper bound of every delay
 */
public record RetryPolicy(int maxAttempts, Duration base, Duration cap) {

    /** Refuses values that cannot be meant. */
    public RetryPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, got " + maxAttempts);
        }
        if (base.isNegative() || base.isZero() || cap.compareTo(base) < 0) {
            throw new IllegalArgumentException("0 < base <= cap is needed, got base " + base + ", cap " + cap);
        }
    }

    /**
     * The delay before the next attempt: uniform in (0, min(cap, base · 2^(failures-1))].
     *
     * @param failures counted failures so far, at least 1
     * @param random the source of the jitter
     */
    public Duration delayAfter(int failures, RandomGenerator random) {
        return Duration.ofMillis(
                1 + random.nextLong(Math.max(1, ceilingAfter(failures).toMillis())));
    }

    /** The largest delay that {@link #delayAfter} can give after so many failures. */
    public Duration ceilingAfter(int failures) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        Duration grown = base.multipliedBy(1L << doublings);
        return grown.compareTo(cap) < 0 ? grown : cap;
    }

    /** Whether a task that failed this often is given up. */
    public boolean exhausted(int failures) {
        return failures >= maxAttempts;
    }
}
