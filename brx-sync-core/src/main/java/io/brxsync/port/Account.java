package io.brxsync.port;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A connected user, without their secrets. Immutable.
 *
 * @param user the seller
 * @param status the sync state
 * @param suspended whether an operator stopped all work for this user
 * @param lastSyncAt end of the last complete sync
 * @param lastError what went wrong last, null when nothing did
 * @param connectedAt when the account was connected
 * @param products rows of the mirror that are in stock
 */
public record Account(
        UUID user,
        SyncStatus status,
        boolean suspended,
        @Nullable Instant lastSyncAt,
        @Nullable String lastError,
        @Nullable Instant connectedAt,
        long products) {}
