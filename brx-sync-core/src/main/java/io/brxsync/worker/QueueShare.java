package io.brxsync.worker;

/**
 * Decides which claims look at the last queues first, so that over time they get their share. Pure arithmetic; not
 * thread-safe.
 */
final class QueueShare {
    private final double share;
    private double credit;

    QueueShare(double share) {
        this.share = share;
    }

    /** How many of the next {@code claims} go to the last queues first. */
    int next(int claims) {
        credit += claims * share;
        int whole = Math.min(claims, (int) credit);
        credit -= whole;
        // A long time without work must not save up for a rush at the wrong end.
        credit = Math.min(credit, 1);
        return whole;
    }
}
