package io.brxsync.task;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work for one user. Applications implement it with a record of their own and register a {@link TaskType};
 * the built-in ones are the records of {@link SyncTask}.
 *
 * <p>The record's components other than {@link #user()} are the payload, written as JSON in snake case.
 * Implementations are immutable.
 */
public interface Task {
    /** The seller this work is for; also the lane it waits in. */
    UUID user();

    /**
     * While a task with this key is live, enqueueing another one returns the live one's id instead (see
     * {@link TaskPolicy.Uniqueness}). Null, the default, means that every task counts.
     */
    default @Nullable String uniqueKey() {
        return null;
    }
}
