package io.brxsync;

import io.brxsync.handler.FollowUps;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskMessage;
import java.util.List;

/** Follow-ups by way of outbox and queue. Thread-safe. */
final class OutboxFollowUps implements FollowUps {
    private final BrxSyncParts parts;

    OutboxFollowUps(BrxSyncParts parts) {
        this.parts = parts;
    }

    @Override
    public void enqueue(Task task) {
        parts.client().enqueue(encode(List.of(task), EnqueueOptions.DEFAULTS));
    }

    @Override
    public List<TaskMessage> encode(List<? extends Task> tasks, EnqueueOptions options) {
        return tasks.stream().map(task -> parts.codec().encode(task, options)).toList();
    }

    @Override
    public void push(List<TaskMessage> written, List<TaskMessage> live) {
        TaskClient client = parts.client();
        client.push(written, client.enlisted(written, live));
    }
}
