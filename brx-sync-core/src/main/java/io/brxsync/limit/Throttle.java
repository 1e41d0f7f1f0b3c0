package io.brxsync.limit;

import java.time.Duration;

/**
 * The arithmetic of backing off: how the share of the allowance in use (the factor, 1 is all of it) falls on a 429 and
 * creeps back, and what that means for a limit or a cost. Pure functions.
 */
public final class Throttle {
    /** A request at factor 1 costs this many units, so that a lower factor can cost fractions more. */
    public static final int UNITS_PER_REQUEST = 100;

    /** The lowest factor: even a badly throttled user gets a tenth of the allowance. */
    public static final double FLOOR = 0.1;

    /** What a 429 leaves of the factor. */
    public static final double DROP = 0.5;

    /** What an answered request adds to it: from one half back to all in 250 of them. */
    public static final double CREEP = 0.002;

    /** A throttled user without requests is trusted again after this time. */
    public static final Duration FORGIVE_AFTER = Duration.ofMinutes(30);

    private Throttle() {}

    /** The factor after a 429. */
    public static double afterRateLimited(double factor) {
        return Math.max(FLOOR, factor * DROP);
    }

    /** The factor after a request that CardTrader took. */
    public static double afterSuccess(double factor) {
        return Math.min(1, factor + CREEP);
    }

    /** Units that one request costs. */
    public static int cost(double factor) {
        return (int) Math.ceil(UNITS_PER_REQUEST / Math.max(FLOOR, Math.min(1, factor)));
    }

    /** What is left of a limit; at least one request, or nothing would ever creep back. */
    public static int limit(int limit, double factor) {
        return Math.max(1, (int) Math.floor(limit * factor + 1e-9));
    }
}
