package io.brxsync.worker;

import io.brxsync.queue.Claim;
import io.brxsync.queue.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A batch of claims while it waits for a thread and while its handler runs. Thread-safe: the runner's thread begins and ends it, others ask it to stop.
 */
final class Running {
    /** Why a handler was asked to stop before its end; the first reason counts, except that a lost lease beats all. */
    enum Stop {
        /** Somebody cancelled the task. */
        CANCELLED,
        /** It ran longer than its type may. */
        TIMED_OUT,
        /** The worker's time to drain is over. */
        DRAINED,
        /** Somebody else holds the task. */
        LEASE_LOST
    }

    private final List<Claim> claims;
    private final long claimedNanos;
    private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.WAITS);
    private volatile long startedNanos;

    // Guarded by this object's monitor.
    private @Nullable Thread thread;
    private @Nullable Stop stop;
    private boolean ended;

    private volatile boolean stopRequested;

    private enum Fate {
        WAITS,
        STARTED,
        RETRACTED
    }

    Running(List<Claim> claims, long claimedNanos) {
        this.claims = List.copyOf(claims);
        this.claimedNanos = claimedNanos;
    }

    /** A thread takes it, unless it was retracted. */
    boolean start(long nowNanos) {
        startedNanos = nowNanos;
        return fate.compareAndSet(Fate.WAITS, Fate.STARTED);
    }

    /** Takes it back, unless a thread has it. */
    boolean retract() {
        return fate.compareAndSet(Fate.WAITS, Fate.RETRACTED);
    }

    /** Whether a thread has it. */
    boolean isStarted() {
        return fate.get() == Fate.STARTED;
    }

    /** Claims of one lane belong together. */
    static List<List<Claim>> batches(List<Claim> claims) {
        List<List<Claim>> batches = new ArrayList<>();
        Claim previous = null;
        for (Claim claim : claims) {
            if (previous == null || !sameLane(previous, claim)) {
                batches.add(new ArrayList<>());
            }
            batches.get(batches.size() - 1).add(claim);
            previous = claim;
        }
        return batches;
    }

    private static boolean sameLane(Claim one, Claim other) {
        return one.message().user().equals(other.message().user())
                && one.message().queue().equals(other.message().queue());
    }

    List<Claim> claims() {
        return claims;
    }

    List<Lease> leases() {
        return claims.stream().map(Claim::lease).toList();
    }

    Claim first() {
        return claims.get(0);
    }

    long claimedNanos() {
        return claimedNanos;
    }

    /** When a thread took it; means nothing before. */
    long startedNanos() {
        return startedNanos;
    }

    /** The thread it runs on, empty before it began. */
    synchronized String threadName() {
        return thread == null ? "" : thread.getName();
    }

    /** The handler begins on the calling thread. */
    synchronized void begin() {
        thread = Thread.currentThread();
        if (stop != null) {
            thread.interrupt();
        }
    }

    /** The handler has ended; returns why it was stopped, null when it was not. No interrupt reaches the thread later. */
    synchronized @Nullable Stop end() {
        ended = true;
        if (thread != null) {
            // Clears what a late stop may have left behind.
            Thread.interrupted();
        }
        return stop;
    }

    /** Asks for an early end without forcing one. */
    void requestStop() {
        stopRequested = true;
    }

    /** Forces an early end. */
    synchronized void stop(Stop why) {
        if (ended) {
            return;
        }
        if (stop == null || why == Stop.LEASE_LOST) {
            stop = why;
        }
        stopRequested = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    boolean stopRequested() {
        return stopRequested;
    }
}
