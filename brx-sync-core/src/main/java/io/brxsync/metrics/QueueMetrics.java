package io.brxsync.metrics;

import io.brxsync.queue.QueueControl;
import io.brxsync.queue.QueueStats;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * {@code brx_queue_tasks{queue,state}} and {@code brx_queue_oldest_seconds{queue}}, as of the last {@link #refresh()}.
 * Thread-safe.
 */
public final class QueueMetrics {
    private static final Map<String, ToDoubleFunction<QueueStats>> STATES = Map.of(
            "ready", QueueStats::ready,
            "claimed", QueueStats::claimed,
            "scheduled", QueueStats::scheduled,
            "held", QueueStats::heldLanes,
            "parked", QueueStats::parkedLanes,
            "dead", QueueStats::dead);

    private final MeterRegistry meters;
    private final QueueControl queues;
    private final Map<String, QueueStats> latest = new ConcurrentHashMap<>();
    private final Set<String> registered = new HashSet<>();

    /** Reports these queues to this registry. */
    public QueueMetrics(MeterRegistry meters, QueueControl queues) {
        this.meters = meters;
        this.queues = queues;
    }

    /** Reads the queues once; call it before each scrape. */
    public synchronized void refresh() {
        List<QueueStats> stats = queues.stats();
        stats.forEach(queue -> {
            latest.put(queue.queue(), queue);
            if (registered.add(queue.queue())) {
                register(queue.queue());
            }
        });
    }

    private void register(String queue) {
        STATES.forEach(
                (state, value) -> Gauge.builder("brx.queue.tasks", latest, all -> value.applyAsDouble(all.get(queue)))
                        .description("Tasks by state; for held and parked: users who wait")
                        .tags(Tags.of("queue", queue, "state", state))
                        .register(meters));
        Gauge.builder(
                        "brx.queue.oldest",
                        latest,
                        all -> all.get(queue).oldestReady().toMillis() / 1000.0)
                .description("Age of the oldest ready task")
                .baseUnit("seconds")
                .tags("queue", queue)
                .register(meters);
    }
}
