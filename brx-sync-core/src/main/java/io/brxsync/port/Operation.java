package io.brxsync.port;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code sync_operations}: one task from being asked for to its end. Immutable.
 *
 * @param id the task's id
 * @param user the seller
 * @param type the task's wire name
 * @param status where it is
 * @param progress how far it got
 * @param createdAt when it was asked for
 * @param completedAt when it ended, null before
 */
public record Operation(
        String id,
        UUID user,
        String type,
        Status status,
        SyncProgress progress,
        Instant createdAt,
        @Nullable Instant completedAt) {

    /** The life of an operation, spelled in lower case in the database. */
    public enum Status {
        /** Asked for. */
        PENDING,
        /** Some worker began. */
        RUNNING,
        /** Ended well. */
        COMPLETED,
        /** Given up or cancelled. */
        FAILED;

        /** Whether nothing will change any more. */
        public boolean ended() {
            return this == COMPLETED || this == FAILED;
        }
    }
}
