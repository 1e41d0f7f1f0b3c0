package io.brxsync.worker;

import io.brxsync.limit.Urgency;
import io.brxsync.port.CallOptions;
import io.brxsync.port.Fence;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a handler may know of the claim it runs under. Thread-safe.
 *
 * @param message the task as it was enqueued
 * @param fence under which effects are written
 * @param attempts counted failures so far
 * @param waited how long the task was ready before it was claimed, by the queue's clock
 * @param lastCheckpoint see {@link #checkpoint()}
 * @param stop see {@link #stopRequested()}
 */
public record TaskContext(
        TaskMessage message,
        Fence fence,
        int attempts,
        Duration waited,
        @Nullable String lastCheckpoint,
        BooleanSupplier stop) {

    /** Where an earlier run of this task stopped. */
    public Optional<String> checkpoint() {
        return Optional.ofNullable(lastCheckpoint);
    }

    /** Whether the task came through the queue for what cannot wait. */
    public boolean urgent() {
        return TaskPolicy.HIGH_PRIORITY.equals(message.queue());
    }

    /** How this task's requests are to be made. */
    public CallOptions calls() {
        return CallOptions.of(urgent() ? Urgency.URGENT : Urgency.ORDINARY);
    }

    /**
     * Whether the worker would like the task to end soon: it drains, the task was cancelled, its time is up, or its lease
     * is lost. A handler that can resume cheaply yields with a checkpoint.
     */
    public boolean stopRequested() {
        return stop.getAsBoolean();
    }
}
