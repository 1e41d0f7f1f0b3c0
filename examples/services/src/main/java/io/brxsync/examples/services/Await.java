package io.brxsync.examples.services;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The one place that waits between attempts. Servers announce readiness only by answering, so the condition is asked
 * again after a pause that grows from 5 to 100 milliseconds, and never longer than the limit.
 */
final class Await {
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private Await() {}

    /**
     * Returns once the condition holds.
     *
     * @throws ServiceException when it does not hold within the limit, or the thread is interrupted (the flag stays set)
     */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        long pause = FIRST_PAUSE;
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new ServiceException("Interrupted while waiting for " + what);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new ServiceException("Waited " + limit.toMillis() + " ms in vain for " + what);
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 2, LONGEST_PAUSE);
        }
    }
}
