package io.brxsync.worker;

import io.brxsync.queue.Disposition;
import io.brxsync.task.Task;

/**
 * Does the work of one task type. Called by many threads at once, never twice at the same time for one user in one queue.
 *
 * <p>A task may be delivered more than once: write effects in one transaction with their ledger row, under
 * {@link TaskContext#fence()}. Blocking calls are interrupted when the task is cancelled, out of time, or drained at the
 * end of the drain time-out; what the handler returns or throws then counts as no failure.
 *
 * @param <T> the task record
 */
@FunctionalInterface
public interface TaskHandler<T extends Task> {

    /**
     * Does the work.
     *
     * @return what becomes of the task, usually {@link Disposition#ack()}
     * @throws Exception {@link io.brxsync.BrxException} decides by its kind; anything else is a failure, retried by the
     *     type's policy
     */
    Disposition handle(T task, TaskContext context) throws Exception;

    /**
     * Told when a task is given up, after its last attempt or at once.
     *
     * @param reason why, one line without secrets
     */
    default void buried(T task, String reason) {}
}
