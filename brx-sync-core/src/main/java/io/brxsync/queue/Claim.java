package io.brxsync.queue;

import io.brxsync.task.TaskMessage;
import org.jspecify.annotations.Nullable;

/**
 * A task handed to one worker until its lease ends. Immutable.
 *
 * @param message the task
 * @param token the fencing token of this claim
 * @param attempts counted failures so far
 * @param crashes deliveries so far that ended with a lost lease
 * @param checkpoint where an earlier run stopped, null for a start from the beginning
 * @param waitedMillis time from being ready to this claim
 */
public record Claim(
        TaskMessage message,
        long token,
        int attempts,
        int crashes,
        @Nullable String checkpoint,
        long waitedMillis) {

    /** What is needed to settle or extend this claim. */
    public Lease lease() {
        return new Lease(message.id(), token);
    }
}
