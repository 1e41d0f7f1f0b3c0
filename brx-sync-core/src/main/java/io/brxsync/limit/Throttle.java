package io.brxsync.limit;

/**
 * The arithmetic of backing off: how the share of the allowance in use (the factor, 1 is all of it) falls on a 429 and
 * creeps back, and what a request costs at a factor. Pure functions.
 */
public final class Throttle {
    /** A request at factor 1 costs this many units, so that a lower factor can cost fractions more. */
    public static final int UNITS_PER_REQUEST = 100;

    /** The lowest factor: even a badly throttled user gets a tenth of the allowance. */
    public static final double FLOOR = 0.1;

    private static final double DROP = 0.5;
    private static final double CREEP_PER_SUCCESS = 0.002;

    private Throttle() {}

    /** The factor after a 429. */
    public static double afterRateLimited(double factor) {
        return Math.max(FLOOR, factor * DROP);
    }

    /** The factor after a request that CardTrader took: from one half back to all in 250 of them. */
    public static double afterSuccess(double factor) {
        return Math.min(1, factor + CREEP_PER_SUCCESS);
    }

    /** Units that one request costs. */
    public static int cost(double factor) {
        return (int) Math.ceil(UNITS_PER_REQUEST / Math.max(FLOOR, Math.min(1, factor)));
    }
}
