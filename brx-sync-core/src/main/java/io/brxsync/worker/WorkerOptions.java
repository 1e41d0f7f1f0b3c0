package io.brxsync.worker;

import io.brxsync.task.TaskNames;
import io.brxsync.task.TaskPolicy;
import java.time.Duration;
import java.util.List;

/**
 * How a worker works. Immutable.
 *
 * @param threads consumer threads
 * @param queues queues in order of preference
 * @param lease how long a claim is valid without renewal, and so how long a killed worker's tasks wait
 * @param drainTimeout how long running tasks may go on after {@link Worker#drain()}
 * @param lowShare share of claims that look at the last queues first, so that they never starve; 0 to 0.5
 * @param maxCrashes workers a task may take down before it is buried
 */
public record WorkerOptions(
        int threads, List<String> queues, Duration lease, Duration drainTimeout, double lowShare, int maxCrashes) {

    /** 8 threads on all three queues, a lease of 60 s, 30 s to drain, one claim of 16 for the last queues. */
    public static final WorkerOptions DEFAULTS = new WorkerOptions(
            8,
            List.of(TaskPolicy.HIGH_PRIORITY, TaskPolicy.BULK_SYNC, TaskPolicy.DEFAULT),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            1 / 16.0,
            3);

    /** Copies the list and refuses values that cannot be meant. */
    public WorkerOptions {
        queues = List.copyOf(queues);
        queues.forEach(TaskNames::requireQueue);
        require(threads >= 1 && threads <= 1024, "threads must be 1 to 1024, got " + threads);
        require(!queues.isEmpty(), "at least one queue is needed");
        require(queues.stream().distinct().count() == queues.size(), "a queue is named twice in " + queues);
        require(lease.toMillis() >= 100, "lease must be at least 100 ms, got " + lease);
        require(!drainTimeout.isNegative(), "drainTimeout must not be negative, got " + drainTimeout);
        require(lowShare >= 0 && lowShare <= 0.5, "lowShare must be 0 to 0.5, got " + lowShare);
        require(maxCrashes >= 1, "maxCrashes must be at least 1, got " + maxCrashes);
    }

    /** The same with another number of threads. */
    public WorkerOptions withThreads(int other) {
        return new WorkerOptions(other, queues, lease, drainTimeout, lowShare, maxCrashes);
    }

    /** The same on other queues, most preferred first. */
    public WorkerOptions withQueues(String... others) {
        return new WorkerOptions(threads, List.of(others), lease, drainTimeout, lowShare, maxCrashes);
    }

    /** The same with another share for the last queues. */
    public WorkerOptions withLowShare(double other) {
        return new WorkerOptions(threads, queues, lease, drainTimeout, other, maxCrashes);
    }

    /** The same with another lease. */
    public WorkerOptions withLease(Duration other) {
        return new WorkerOptions(threads, queues, other, drainTimeout, lowShare, maxCrashes);
    }

    /** The same with another time to drain. */
    public WorkerOptions withDrainTimeout(Duration other) {
        return new WorkerOptions(threads, queues, lease, other, lowShare, maxCrashes);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
