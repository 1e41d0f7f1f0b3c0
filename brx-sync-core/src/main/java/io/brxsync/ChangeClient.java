package io.brxsync;

import io.brxsync.port.OutboundStore;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks for changes at CardTrader: what they do here is written together with their task. Thread-safe. */
final class ChangeClient {
    private final TaskClient client;
    private final OutboundStore changes;
    private final TaskCodec codec;

    ChangeClient(TaskClient client, OutboundStore changes, TaskCodec codec) {
        this.client = client;
        this.changes = changes;
        this.codec = codec;
    }

    Enqueued ask(SyncTask task) {
        TaskMessage message = codec.encode(task, EnqueueOptions.DEFAULTS);
        return pushed(message, changes.ask(message, task));
    }

    Runnable askIn(Connection transaction, SyncTask task) {
        TaskMessage message = codec.encode(task, EnqueueOptions.DEFAULTS);
        TaskMessage live = changes.ask(transaction, message, task);
        return () -> pushed(message, live);
    }

    private Enqueued pushed(TaskMessage message, TaskMessage live) {
        return client.push(List.of(message), Map.of(message.id(), live)).get(0);
    }

    /** Hands tasks to the queue that a store enlisted. */
    void push(List<TaskMessage> enlisted) {
        Map<String, TaskMessage> live = new HashMap<>();
        enlisted.forEach(message -> live.put(message.id(), message));
        client.push(enlisted, live);
    }
}
