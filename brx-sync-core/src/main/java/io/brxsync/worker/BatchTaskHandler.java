package io.brxsync.worker;

import io.brxsync.queue.Disposition;
import io.brxsync.task.Task;
import java.util.List;

/**
 * Does the work of several consecutive tasks of one user and type at once. Otherwise like {@link TaskHandler}.
 *
 * @param <T> the task record
 */
public interface BatchTaskHandler<T extends Task> {

    /** How many tasks one call takes at most. */
    int maxBatch();

    /**
     * Does the work.
     *
     * @return what becomes of each task, in order
     * @throws Exception fails the whole batch, see {@link TaskHandler#handle}
     */
    List<Disposition> handle(List<Item<T>> items) throws Exception;

    /** Told when a task is given up. */
    default void buried(T task, String reason) {}

    /**
     * One task of a batch.
     *
     * @param task the task
     * @param context its claim
     * @param <T> the task record
     */
    record Item<T extends Task>(T task, TaskContext context) {}
}
