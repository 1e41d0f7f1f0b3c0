package io.brxsync.limit;

import java.time.Duration;

/**
 * The share of a window that only urgent requests may spend, and when others may all the same. Pure functions.
 *
 * <p>Whatever ordinary work does, the first urgent request goes within one {@link #step}, the second within two, and so on
 * for as many as the reserve holds. So ordinary requests may spend the last permits while enough others come back in
 * time: a burst leaves the whole reserve, and in a steady stream it costs nothing.
 */
public final class Reserve {
    /** The share of a limit that is kept. */
    public static final double SHARE = 0.05;

    /** The least that is kept. */
    public static final int LEAST = 2;

    private static final int STEPS = 40;
    private static final Duration LONGEST_STEP = Duration.ofMillis(250);

    private Reserve() {}

    /** Requests kept for urgent work out of so many: a twentieth, at least two, never more than half. */
    public static int of(int limit) {
        return Math.min(Math.max(LEAST, (int) (limit * SHARE + 1e-9)), limit / 2);
    }

    /** How long an urgent request may wait for a permit, for each one that goes before it. */
    public static Duration step(Duration window) {
        Duration share = window.dividedBy(STEPS);
        return share.compareTo(LONGEST_STEP) < 0 ? share : LONGEST_STEP;
    }
}
