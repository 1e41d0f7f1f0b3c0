package io.brxsync.cli.dashboard;

import io.brxsync.cli.dashboard.Throughput.Rates;
import io.brxsync.queue.QueueStats;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The last hour in samples, kept in this process only. Thread-safe. */
final class History {
    private final int size;
    private final Deque<Point> points = new ArrayDeque<>(); // guarded by this
    private long last; // guarded by this

    /** Keeps so many samples. */
    History(int size) {
        this.size = size;
    }

    /**
     * A sample.
     *
     * @param number grows by one with each
     * @param at when, in milliseconds since 1970
     * @param queues what was where
     * @param rates averages of the minute before
     */
    record Point(long number, long at, Map<String, Depth> queues, Rates rates) {}

    /** One queue: tasks by state, and the age of the oldest ready one. */
    record Depth(long ready, long inFlight, long scheduled, long dead, double oldestSeconds) {
        static Depth of(QueueStats stats) {
            return new Depth(
                    stats.ready(),
                    stats.claimed(),
                    stats.scheduled(),
                    stats.dead(),
                    stats.oldestReady().toMillis() / 1000.0);
        }
    }

    synchronized void add(Instant at, List<QueueStats> queues, Rates rates) {
        Map<String, Depth> depths = new TreeMap<>();
        queues.forEach(queue -> depths.put(queue.queue(), Depth.of(queue)));
        points.addLast(new Point(++last, at.toEpochMilli(), depths, rates));
        if (points.size() > size) {
            points.removeFirst();
        }
    }

    /** Samples with a larger number, oldest first. */
    synchronized List<Point> after(long number) {
        return points.stream().filter(point -> point.number() > number).toList();
    }
}
