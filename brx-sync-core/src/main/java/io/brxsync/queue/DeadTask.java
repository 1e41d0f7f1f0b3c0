package io.brxsync.queue;

import io.brxsync.task.TaskMessage;
import java.time.Instant;

/**
 * A task that was given up. Immutable.
 *
 * @param message the task
 * @param reason why
 * @param attempts counted failures
 * @param crashes deliveries that ended with a lost lease
 * @param buriedAt when, by the queue's clock
 */
public record DeadTask(TaskMessage message, String reason, int attempts, int crashes, Instant buriedAt) {
    /** The reason of tasks that somebody cancelled while they ran. */
    public static final String CANCELLED = "cancelled";
}
