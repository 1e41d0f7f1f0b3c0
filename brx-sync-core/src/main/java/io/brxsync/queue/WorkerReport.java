package io.brxsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What a worker says of itself, every few seconds. Immutable.
 *
 * @param id one per worker, another one after a restart
 * @param host the machine's name
 * @param pid the process
 * @param uptime time from the worker's start to this report
 * @param queues its queues, most preferred first
 * @param threads its consumer threads
 * @param draining whether it takes no more tasks
 * @param running what its busy threads do
 * @param totals what it did since its start
 */
public record WorkerReport(
        String id,
        String host,
        long pid,
        Duration uptime,
        List<String> queues,
        int threads,
        boolean draining,
        List<Activity> running,
        Totals totals) {
    /** Copies the lists. */
    public WorkerReport {
        queues = List.copyOf(queues);
        running = List.copyOf(running);
    }

    /**
     * A busy thread.
     *
     * @param thread its name
     * @param task id of the task, of the first one for a batch
     * @param type the task's wire name
     * @param queue where the task came from
     * @param user whose it is
     * @param tasks how many run together, 1 unless its handler takes batches
     * @param busyFor time since the claim, at the time of the report
     */
    public record Activity(
            String thread, String task, String type, String queue, UUID user, int tasks, Duration busyFor) {}

    /**
     * Counts since the worker's start.
     *
     * @param done tasks that ended well
     * @param retried failures that are tried again, and yields
     * @param held tasks given back because their user has to wait
     * @param buried tasks given up
     * @param leaseLost tasks that another worker had meanwhile
     * @param waits times from being ready to the start
     * @param runs run times of handlers
     */
    public record Totals(
            long done,
            long retried,
            long held,
            long buried,
            long leaseLost,
            DurationCounts waits,
            DurationCounts runs) {
        /** Nothing yet. */
        public static final Totals NONE = new Totals(0, 0, 0, 0, 0, DurationCounts.NONE, DurationCounts.NONE);

        /** What was counted after an earlier report of the same worker. */
        public Totals minus(Totals earlier) {
            return new Totals(
                    done - earlier.done,
                    retried - earlier.retried,
                    held - earlier.held,
                    buried - earlier.buried,
                    leaseLost - earlier.leaseLost,
                    waits.minus(earlier.waits),
                    runs.minus(earlier.runs));
        }

        /** What two workers counted together. */
        public Totals plus(Totals other) {
            return new Totals(
                    done + other.done,
                    retried + other.retried,
                    held + other.held,
                    buried + other.buried,
                    leaseLost + other.leaseLost,
                    waits.plus(other.waits),
                    runs.plus(other.runs));
        }
    }
}
