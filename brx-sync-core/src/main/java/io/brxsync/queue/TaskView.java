package io.brxsync.queue;

import io.brxsync.task.TaskMessage;
import org.jspecify.annotations.Nullable;

/**
 * What the queue knows of one task. Immutable.
 *
 * @param message the task
 * @param state where it is
 * @param attempts counted failures
 * @param crashes deliveries that ended with a lost lease
 * @param reason why it last went back or was buried, null if it never did
 * @param checkpoint where it goes on, null for the beginning
 * @param token fencing token of its last claim, zero before the first
 */
public record TaskView(
        TaskMessage message,
        TaskState state,
        int attempts,
        int crashes,
        @Nullable String reason,
        @Nullable String checkpoint,
        long token) {}
