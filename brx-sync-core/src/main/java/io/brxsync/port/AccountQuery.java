package io.brxsync.port;

import org.jspecify.annotations.Nullable;

/**
 * Which users an operator wants to see. Immutable.
 *
 * @param status only those in this state, null for all
 * @param suspended only those whom an operator stopped
 * @param search part of the id or of the last error, in any case; empty for all
 * @param offset how many to skip, at least 0
 * @param limit how many at most, 1 to 500
 */
public record AccountQuery(@Nullable SyncStatus status, boolean suspended, String search, int offset, int limit) {
    /** Refuses a page that cannot be meant. */
    public AccountQuery {
        if (offset < 0 || limit < 1 || limit > 500) {
            throw new IllegalArgumentException(
                    "offset must be at least 0 and limit 1 to 500, got " + offset + " and " + limit);
        }
    }
}
