package io.brxsync.examples.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds requests until it is released, so that a test can act in the middle of one. Requests before and after
 * being applied wait without a thread; one in the middle of its body keeps a server thread. Thread-safe.
 */
public final class Gate implements AutoCloseable {
    /** Where requests are held. */
    public enum Place {
        /** On arrival: a write is not applied yet; a read has already taken its snapshot. */
        BEFORE,
        /** Applied, but nothing is answered yet. */
        AFTER,
        /** Status and the first part of the body are sent. */
        MID_BODY
    }

    private final Place place;
    private final long bodyBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Guarded by lock.
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean open;
    private final AtomicInteger arrived = new AtomicInteger();

    private Gate(Place place, long bodyBytes) {
        this.place = place;
        this.bodyBytes = bodyBytes;
    }

    /** A closed gate that holds requests before they are applied. */
    public static Gate before() {
        return new Gate(Place.BEFORE, 0);
    }

    /** A closed gate that holds requests after they are applied. */
    public static Gate after() {
        return new Gate(Place.AFTER, 0);
    }

    /** A closed gate in a body, after so many of its bytes. */
    public static Gate midBody(long afterBytes) {
        return new Gate(Place.MID_BODY, afterBytes);
    }

    /** Lets everything through that waits and everything that comes. */
    public void release() {
        List<Runnable> held;
        lock.lock();
        try {
            open = true;
            held = List.copyOf(waiting);
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        held.forEach(Runnable::run);
    }

    /** How many requests have come to this gate so far. */
    public int arrivals() {
        return arrived.get();
    }

    /**
     * Waits until so many requests have come to this gate.
     *
     * @return false when they have not within the time
     * @throws InterruptedException when the waiting thread is interrupted
     */
    public boolean awaitArrivals(int requests, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (arrived.get() < requests) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Releases the gate. */
    @Override
    public void close() {
        release();
    }

    Place place() {
        return place;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    /** Runs the rest of a request: now when the gate is open, otherwise when it is released. */
    void pass(Runnable rest) {
        lock.lock();
        try {
            arrived.incrementAndGet();
            changed.signalAll();
            if (!open) {
                waiting.add(rest);
                return;
            }
        } finally {
            lock.unlock();
        }
        rest.run();
    }

    /** Blocks this thread until the gate is released. */
    void passBlocking() throws InterruptedException {
        lock.lock();
        try {
            arrived.incrementAndGet();
            changed.signalAll();
            while (!open) {
                changed.await(1, TimeUnit.HOURS);
            }
        } finally {
            lock.unlock();
        }
    }
}
