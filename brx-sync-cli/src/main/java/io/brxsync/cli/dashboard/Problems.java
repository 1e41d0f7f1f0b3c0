package io.brxsync.cli.dashboard;

import io.brxsync.port.AccountCounts;
import io.brxsync.queue.QueueStats;
import io.brxsync.queue.WorkerDirectory.Sighting;
import io.brxsync.queue.WorkerReport.Activity;
import io.brxsync.task.TaskPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody should look at, worst first, in plain words. Pure: what it is told decides. */
final class Problems {
    /** A sale should not wait so long. */
    private static final Duration LATE_URGENT = Duration.ofMinutes(1);

    private static final Duration LATE = Duration.ofMinutes(15);
    private static final Duration LONG_RUN = Duration.ofMinutes(30);

    private final List<Problem> found = new ArrayList<>();

    private Problems() {}

    /** How bad it is. */
    enum Severity {
        /** Work stands still. */
        CRITICAL,
        /** Something needs a decision. */
        WARNING
    }

    /**
     * One of them.
     *
     * @param severity how bad
     * @param text what is wrong, and what helps if that is not obvious
     * @param section the part of the page that shows more
     */
    record Problem(Severity severity, String text, String section) {}

    /** All that can be told from these. */
    static List<Problem> of(List<QueueStats> queues, List<Sighting> workers, @Nullable AccountCounts users) {
        Problems problems = new Problems();
        problems.ofWorkers(queues, workers);
        queues.forEach(queue -> problems.ofQueue(queue, workers));
        if (users != null && users.error() > 0) {
            problems.warn(users.error() + plural(users.error(), " user is", " users are") + " in error", "users");
        }
        problems.found.sort(Comparator.comparing(Problem::severity));
        return List.copyOf(problems.found);
    }

    private void ofWorkers(List<QueueStats> queues, List<Sighting> workers) {
        long ready = queues.stream().mapToLong(QueueStats::ready).sum();
        boolean nobody = workers.stream().allMatch(Workers::silent);
        if (nobody && ready > 0) {
            critical(
                    "No worker is running, and " + ready + plural(ready, " task waits", " tasks wait")
                            + ": start one with 'brx-sync worker'",
                    "workers");
        } else if (nobody) {
            warn("No worker is running", "workers");
        }
        for (Sighting worker : workers) {
            if (Workers.silent(worker)) {
                warn(
                        "Worker " + Workers.name(worker) + " has not reported for "
                                + worker.age().toSeconds()
                                + " s: killed or cut off. Its tasks come back when their leases end",
                        "workers");
            } else {
                worker.report().running().forEach(activity -> ofActivity(worker, activity));
            }
        }
    }

    private void ofActivity(Sighting worker, Activity activity) {
        if (activity.busyFor().compareTo(LONG_RUN) > 0) {
            warn(
                    activity.type() + " of user " + activity.user() + " has been running for "
                            + activity.busyFor().toMinutes() + " min on " + Workers.name(worker),
                    "workers");
        }
    }

    private void ofQueue(QueueStats queue, List<Sighting> workers) {
        String name = queue.queue();
        long ready = queue.ready();
        if (queue.paused()) {
            warn(
                    "Queue " + name + " is paused"
                            + (ready == 0 ? "" : ", " + ready + plural(ready, " task waits", " tasks wait")),
                    "queues");
        } else if (ready > 0 && isNobodys(name, workers)) {
            critical(
                    "No running worker takes tasks from queue " + name + ", " + ready
                            + plural(ready, " task waits", " tasks wait"),
                    "queues");
        } else if (isLate(queue)) {
            warn("The oldest task of queue " + name + " has been waiting for " + text(queue.oldestReady()), "queues");
        }
        if (queue.parkedLanes() > 0) {
            warn(
                    queue.parkedLanes() + plural(queue.parkedLanes(), " user waits", " users wait") + " in queue "
                            + name
                            + " because no worker may run their next task: its type is unknown to all, or its limit is"
                            + " reached",
                    "queues");
        }
        if (queue.dead() > 0) {
            warn(queue.dead() + plural(queue.dead(), " dead letter", " dead letters") + " in queue " + name, "dead");
        }
    }

    private static boolean isNobodys(String queue, List<Sighting> workers) {
        List<Sighting> working =
                workers.stream().filter(worker -> !Workers.silent(worker)).toList();
        return !working.isEmpty()
                && working.stream().noneMatch(worker -> worker.report().queues().contains(queue));
    }

    private static boolean isLate(QueueStats queue) {
        Duration late = queue.queue().equals(TaskPolicy.HIGH_PRIORITY) ? LATE_URGENT : LATE;
        return queue.ready() > 0 && queue.oldestReady().compareTo(late) > 0;
    }

    private static String text(Duration time) {
        return time.toMinutes() < 120 ? time.toMinutes() + " min" : time.toHours() + " h";
    }

    private static String plural(long count, String one, String many) {
        return count == 1 ? one : many;
    }

    private void critical(String text, String section) {
        found.add(new Problem(Severity.CRITICAL, text, section));
    }

    private void warn(String text, String section) {
        found.add(new Problem(Severity.WARNING, text, section));
    }
}
