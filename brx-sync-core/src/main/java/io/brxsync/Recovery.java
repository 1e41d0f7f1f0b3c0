package io.brxsync;

import io.brxsync.port.OperationStore;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Puts back into the queue what the database remembers and the queue has lost. Thread-safe. */
final class Recovery {
    private static final int PAGE = 500;

    /** A younger row may still be on its way to the queue. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final TaskQueue queue;
    private final OperationStore operations;
    private final InstantSource clock;

    Recovery(TaskQueue queue, OperationStore operations, InstantSource clock) {
        this.queue = queue;
        this.operations = operations;
        this.clock = clock;
    }

    /** Returns how many tasks were enqueued again. */
    long run() {
        Instant before = clock.instant().minus(SETTLING);
        long recovered = 0;
        String last = null;
        while (true) {
            List<TaskMessage> page = operations.unsettled(before, last, PAGE);
            if (page.isEmpty()) {
                return recovered;
            }
            last = page.get(page.size() - 1).id();
            Set<String> known =
                    queue.control().known(page.stream().map(TaskMessage::id).toList());
            List<TaskMessage> lost = page.stream()
                    .filter(message -> !known.contains(message.id()))
                    .toList();
            recovered += queue.enqueue(lost).stream()
                    .filter(enqueued -> enqueued.outcome() == Enqueued.Outcome.ADDED)
                    .count();
        }
    }
}
