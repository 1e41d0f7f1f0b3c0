package io.brxsync.handler;

import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskMessage;
import java.util.List;

/** How a handler brings further tasks about, on its own or as part of a transaction of the store. Thread-safe. */
public interface FollowUps {

    /** Enqueues a task, as {@link io.brxsync.BrxSync#enqueue(Task)} does. */
    void enqueue(Task task);

    /** Makes messages for the outbox, which the store enlists inside its own transaction. */
    List<TaskMessage> encode(List<? extends Task> tasks, EnqueueOptions options);

    /**
     * Hands enlisted messages to the queue once their transaction has committed. Without it, recovery does so later.
     *
     * @param written what {@link #encode} made
     * @param live what stands for each of them in the outbox, in order
     */
    void push(List<TaskMessage> written, List<TaskMessage> live);
}
