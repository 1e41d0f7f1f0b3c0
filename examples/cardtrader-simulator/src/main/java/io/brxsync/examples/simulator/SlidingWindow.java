package io.brxsync.examples.simulator;

/**
 * A strict sliding window over nanosecond timestamps: a request is within the limit when fewer than
 * {@code limit} counted requests lie less than one window before it. One that is exactly a window old no
 * longer counts. Thread-safe.
 */
final class SlidingWindow {
    private final long windowNanos;
    private final boolean countRejected;
    // Guarded by this: a ring with the times of the last counted requests, oldest at head.
    private final long[] times;
    private int head;
    private int size;
    private long last = Long.MIN_VALUE;
    private long violations;
    private int peak;

    SlidingWindow(RateLimit limit, boolean countRejected) {
        this.windowNanos = limit.window().toNanos();
        this.times = new long[limit.requests()];
        this.countRejected = countRejected;
    }

    /** Counts a request that arrived at the given time; false when it is one too many. */
    synchronized boolean admit(long nanoTime) {
        // Two handler threads may come here in the other order than they read the clock.
        long now = last == Long.MIN_VALUE || nanoTime - last > 0 ? nanoTime : last;
        last = now;
        while (size > 0 && now - times[head] >= windowNanos) {
            head = (head + 1) % times.length;
            size--;
        }
        if (size == times.length) {
            violations++;
            if (countRejected) {
                times[head] = now;
                head = (head + 1) % times.length;
            }
            return false;
        }
        times[(head + size) % times.length] = now;
        size++;
        peak = Math.max(peak, size);
        return true;
    }

    synchronized long violations() {
        return violations;
    }

    /** The most requests that ever stood in one window; at most the limit. */
    synchronized int peak() {
        return peak;
    }
}
