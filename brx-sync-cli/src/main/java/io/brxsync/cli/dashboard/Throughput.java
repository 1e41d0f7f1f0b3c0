package io.brxsync.cli.dashboard;

import io.brxsync.queue.DurationCounts;
import io.brxsync.queue.WorkerDirectory.Sighting;
import io.brxsync.queue.WorkerReport;
import io.brxsync.queue.WorkerReport.Totals;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What all workers did within the last minute, from their reports. For one thread. */
final class Throughput {
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Map<String, Deque<WorkerReport>> reports = new HashMap<>();

    /**
     * Tasks per second and times, of all workers together.
     *
     * @param workers how many workers the figures are of
     * @param tasks handlers that ended within the last minute
     * @param donePerSecond tasks that ended well
     * @param retriedPerSecond tasks that will be tried again
     * @param buriedPerSecond tasks that were given up
     * @param waitMillis from being ready to the start
     * @param runMillis of handlers
     */
    record Rates(
            int workers,
            long tasks,
            double donePerSecond,
            double retriedPerSecond,
            double buriedPerSecond,
            Spread waitMillis,
            Spread runMillis) {
        static final Rates NONE = new Rates(0, 0, 0, 0, 0, new Spread(null, null), new Spread(null, null));
    }

    /**
     * Half and nearly all of the times lie within this; rounded up to powers of two.
     *
     * @param half milliseconds, null when there are none
     * @param most 99 of 100, milliseconds
     */
    record Spread(@Nullable Long half, @Nullable Long most) {
        static Spread of(DurationCounts counts) {
            return new Spread(millis(counts.within(0.5)), millis(counts.within(0.99)));
        }

        private static @Nullable Long millis(@Nullable Duration time) {
            return time == null ? null : time.toMillis();
        }
    }

    /** Takes the newest reports in and says what they amount to. Silent workers count no more. */
    Rates of(List<Sighting> sightings) {
        List<Sighting> alive =
                sightings.stream().filter(worker -> !Workers.silent(worker)).toList();
        reports.keySet()
                .retainAll(alive.stream().map(worker -> worker.report().id()).collect(Collectors.toSet()));
        Totals sum = Totals.NONE;
        double done = 0;
        double retried = 0;
        double buried = 0;
        int workers = 0;
        for (Sighting worker : alive) {
            Deque<WorkerReport> known = take(worker.report());
            WorkerReport last = known.getLast();
            double seconds = last.uptime().minus(known.getFirst().uptime()).toNanos() / 1e9;
            if (seconds > 0) {
                Totals change = last.totals().minus(known.getFirst().totals());
                sum = sum.plus(change);
                done += change.done() / seconds;
                retried += change.retried() / seconds;
                buried += change.buried() / seconds;
                workers++;
            }
        }
        return new Rates(
                workers, sum.runs().total(), done, retried, buried, Spread.of(sum.waits()), Spread.of(sum.runs()));
    }

    private Deque<WorkerReport> take(WorkerReport report) {
        Deque<WorkerReport> known = reports.computeIfAbsent(report.id(), first -> new ArrayDeque<>());
        if (known.isEmpty() && report.uptime().compareTo(WINDOW) <= 0) {
            known.add(atItsStart(report));
        }
        if (known.isEmpty() || !known.getLast().uptime().equals(report.uptime())) {
            known.add(report);
        }
        while (known.size() > 2
                && report.uptime().minus(known.getFirst().uptime()).compareTo(WINDOW) > 0) {
            known.removeFirst();
        }
        return known;
    }

    /** Nothing was done then, so a worker's first minute need not be waited for. */
    private static WorkerReport atItsStart(WorkerReport report) {
        return new WorkerReport(
                report.id(),
                report.host(),
                report.pid(),
                Duration.ZERO,
                report.queues(),
                report.threads(),
                false,
                List.of(),
                Totals.NONE);
    }
}
