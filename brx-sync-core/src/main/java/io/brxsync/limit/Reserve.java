package io.brxsync.limit;

import java.time.Duration;

/**
 * The share of a window that only urgent requests may spend, and when others may all the same. Pure functions.
 *
 * <p>Ordinary requests may spend the reserve while it refills by itself within {@link #ahead}: urgent ones then wait no
 * longer than that, and in a steady stream the reserve costs next to nothing.
 */
public final class Reserve {
    /** The share of a limit that is kept. */
    public static final double SHARE = 0.05;
    /** The least that is kept. */
    public static final int LEAST = 2;

    private static final Duration LONGEST_AHEAD = Duration.ofMillis(200);

    private Reserve() {}

    /** Requests kept for urgent work out of so many: a twentieth, at least two, never more than half. */
    public static int of(int limit) {
        return Math.min(Math.max(LEAST, (int) (limit * SHARE + 1e-9)), limit / 2);
    }

    /** How long urgent work may wait for the reserve to refill. */
    public static Duration ahead(Duration window) {
        Duration quarter = window.dividedBy(4);
        return quarter.compareTo(LONGEST_AHEAD) < 0 ? quarter : LONGEST_AHEAD;
    }
}
