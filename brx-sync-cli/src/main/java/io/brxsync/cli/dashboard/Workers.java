package io.brxsync.cli.dashboard;

import io.brxsync.queue.WorkerDirectory.Sighting;
import io.brxsync.queue.WorkerReport;
import io.brxsync.queue.WorkerReport.Activity;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Workers as the page shows them. */
final class Workers {
    /** Three reports that did not come. */
    private static final Duration SILENT = Duration.ofSeconds(15);

    private Workers() {}

    /** Whether a worker has missed its time to report: killed, cut off, or stopped by the machine. */
    static boolean silent(Sighting worker) {
        return worker.age().compareTo(SILENT) >= 0;
    }

    /** Host and process. */
    static String name(Sighting worker) {
        return worker.report().host() + " (process " + worker.report().pid() + ")";
    }

    /**
     * A worker.
     *
     * @param id one per worker
     * @param host the machine
     * @param pid the process
     * @param state {@code working}, {@code draining} or {@code silent}
     * @param upSeconds since its start
     * @param silentSeconds since its last report
     * @param queues its queues, most preferred first
     * @param threads its consumer threads
     * @param running what the busy ones do
     */
    record View(
            String id,
            String host,
            long pid,
            String state,
            long upSeconds,
            long silentSeconds,
            List<String> queues,
            int threads,
            List<Running> running) {
        static View of(Sighting worker) {
            WorkerReport report = worker.report();
            String state = silent(worker) ? "silent" : report.draining() ? "draining" : "working";
            return new View(
                    report.id(),
                    report.host(),
                    report.pid(),
                    state,
                    report.uptime().plus(worker.age()).toSeconds(),
                    worker.age().toSeconds(),
                    report.queues(),
                    report.threads(),
                    report.running().stream()
                            .map(activity -> Running.of(activity, worker.age()))
                            .toList());
        }
    }

    /**
     * A busy thread.
     *
     * @param thread its name
     * @param task the task's id, of the first one for a batch
     * @param type the task's wire name
     * @param queue where it came from
     * @param user whose it is
     * @param tasks how many run together
     * @param seconds since the claim
     */
    record Running(String thread, String task, String type, String queue, UUID user, int tasks, double seconds) {
        static Running of(Activity activity, Duration age) {
            return new Running(
                    activity.thread(),
                    activity.task(),
                    activity.type(),
                    activity.queue(),
                    activity.user(),
                    activity.tasks(),
                    activity.busyFor().plus(age).toMillis() / 1000.0);
        }
    }
}
