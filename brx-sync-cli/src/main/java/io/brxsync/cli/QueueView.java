package io.brxsync.cli;

import io.brxsync.queue.QueueStats;
import java.time.Duration;
import java.util.List;

/**
 * A queue as commands print it. Immutable.
 *
 * @param queue its name
 * @param ready tasks waiting for their turn
 * @param inFlight tasks held by workers
 * @param scheduled tasks waiting for their time
 * @param held users put aside until a time
 * @param parked users whose next task no present worker can run now
 * @param dead tasks given up
 * @param oldestSeconds age of the oldest ready task, 0 when there is none
 * @param paused whether workers leave it alone
 */
record QueueView(
        String queue,
        long ready,
        long inFlight,
        long scheduled,
        long held,
        long parked,
        long dead,
        double oldestSeconds,
        boolean paused) {

    static QueueView of(QueueStats stats) {
        return new QueueView(
                stats.queue(),
                stats.ready(),
                stats.claimed(),
                stats.scheduled(),
                stats.heldLanes(),
                stats.parkedLanes(),
                stats.dead(),
                stats.oldestReady().toMillis() / 1000.0,
                stats.paused());
    }

    static Table table(List<QueueView> queues) {
        Table table = new Table(
                "QUEUE", ">READY", ">IN FLIGHT", ">SCHEDULED", ">HELD", ">PARKED", ">DEAD", ">OLDEST", "STATE");
        queues.forEach(queue -> table.row(
                queue.queue(),
                queue.ready(),
                queue.inFlight(),
                queue.scheduled(),
                queue.held(),
                queue.parked(),
                queue.dead(),
                queue.ready() == 0 ? "-" : Durations.text(Duration.ofMillis((long) (queue.oldestSeconds() * 1000))),
                queue.paused() ? "paused" : "open"));
        return table;
    }
}
