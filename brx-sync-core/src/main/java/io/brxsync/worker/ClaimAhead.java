package io.brxsync.worker;

import java.time.Duration;

/**
 * How many lanes a worker claims beyond its free threads: as many as will end while an exchange is on its way, so that
 * threads with short tasks need not wait for Redis. Where threads become free more seldom than every few exchanges, as
 * with most tasks, that is none: what one worker has claimed no other can run. Pure arithmetic; not thread-safe.
 */
final class ClaimAhead {
    /** So long a claim may wait for a thread before it goes back to its lane. */
    static final Duration PATIENCE = Duration.ofMillis(20);

    /** After a claim that waited too long, nothing is claimed ahead for this time: tasks are longer than they were. */
    static final Duration PENANCE = Duration.ofSeconds(10);

    /** A thread has to become free at least this often, however slow Redis is; most claims are far from {@link #PATIENCE} then. */
    private static final double SELDOM = PATIENCE.toNanos() / 4.0;

    /**
     * So many claims wait for each thread at most. Where tasks take no time at all, exchanges are what they cost, and one for
     * thirty of them costs each a third less than one for eight.
     */
    private static final int MOST = 8;

    /** With fewer ends during an exchange than this, a thread that waits for it loses little. */
    private static final double FEW = 0.25;

    /** A task that has run for so many times what others take tells nothing of when it will end. */
    private static final int OVERDUE = 4;

    /** Of a mean, the newest value's share; one task of a minute stops claims ahead for hundreds of short ones. */
    private static final double NEWEST = 1.0 / 64;

    private final int threads;
    private double runNanos = Duration.ofSeconds(1).toNanos();
    private double exchangeNanos;
    private boolean atFault;
    private long faultNanos;

    ClaimAhead(int threads) {
        this.threads = threads;
    }

    /** A batch has run. */
    void ran(long nanos) {
        runNanos += (nanos - runNanos) * NEWEST;
    }

    /** An exchange has come back. */
    void exchanged(long nanos) {
        exchangeNanos += (nanos - exchangeNanos) * NEWEST;
    }

    /** A claim has waited too long. */
    void waitedTooLong(long nowNanos) {
        atFault = true;
        faultNanos = nowNanos;
    }

    /** Lanes to claim beyond the free threads. */
    int lanes(long nowNanos) {
        if (atFault && nowNanos - faultNanos < PENANCE.toNanos()) {
            return 0;
        }
        atFault = false;
        double between = Math.max(1, runNanos) / threads;
        double ends = exchangeNanos / between;
        if (between > SELDOM || ends < FEW) {
            return 0;
        }
        double soon = Math.max(threads, SELDOM / between); // beyond one for each thread, only what does not wait long
        return (int) Math.min(Math.ceil(ends), Math.min(MOST * threads, soon));
    }

    /** Whether a batch that has run for so long may be expected to end soon. */
    boolean endsSoon(long nanos) {
        return nanos < OVERDUE * runNanos;
    }
}
