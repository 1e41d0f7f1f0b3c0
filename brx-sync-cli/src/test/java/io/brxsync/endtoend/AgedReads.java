package io.brxsync.endtoend;

/** Time that passes for the mirror alone. */
public final class AgedReads {
    /** A statement that makes every read of CardTrader an hour older, so that what is sold now is clearly newer. */
    public static final String BY_AN_HOUR = "update inventory_reads set started_at = started_at - interval '1 hour',"
            + " ended_at = ended_at - interval '1 hour'";

    private AgedReads() {}
}
