package io.brxsync;

import io.brxsync.port.Fence;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskState;
import io.brxsync.queue.TaskView;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings database and queue together again: what the database remembers and the queue has lost goes back into the queue;
 * what the queue has given up without anybody living to write that down ends in the database. Unique keys are the database's
 * to judge, as in {@link TaskClient}: of two tasks with one key, of which the first has begun, both come back. Thread-safe.
 */
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
            List<TaskView> views =
                    queue.control().findAll(page.stream().map(TaskMessage::id).toList());
            recordBurials(views);
            Set<String> known = views.stream().map(view -> view.message().id()).collect(Collectors.toSet());
            List<TaskMessage> lost = page.stream()
                    .filter(message -> !known.contains(message.id()))
                    .map(TaskMessage::withoutUniqueKey)
                    .toList();
            recovered += queue.enqueue(lost).stream()
                    .filter(enqueued -> enqueued.outcome() == Enqueued.Outcome.ADDED)
                    .count();
        }
    }

    /** Under the token of the last claim: should the dead letter be sent back meanwhile, its next claim has a larger one. */
    private void recordBurials(List<TaskView> views) {
        operations.ended(views.stream()
                .filter(view -> view.state() == TaskState.DEAD)
                .map(view -> new OperationStore.End(
                        new Fence(view.message().id(), view.token()), Operation.Status.FAILED, view.reason()))
                .toList());
    }
}
