package io.brxsync.cli;

import io.brxsync.port.Account;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account as commands print it. Immutable.
 *
 * @param user the user
 * @param status {@code idle}, {@code initial_sync}, {@code active} or {@code error}
 * @param suspended whether an operator stopped all work
 * @param lastSyncAt end of the last complete sync, null for never
 * @param lastError what went wrong last, null for nothing
 * @param connectedAt when the account was connected
 * @param products rows in stock
 */
record AccountView(
        UUID user,
        String status,
        boolean suspended,
        @Nullable Instant lastSyncAt,
        @Nullable String lastError,
        @Nullable Instant connectedAt,
        long products) {

    static AccountView of(Account account) {
        return new AccountView(
                account.user(),
                account.status().wireName(),
                account.suspended(),
                account.lastSyncAt(),
                account.lastError(),
                account.connectedAt(),
                account.products());
    }

    /** The status in one word. */
    String label() {
        return suspended ? "suspended" : status;
    }

    /** How long ago the last sync ended. */
    String age(Clock clock) {
        return lastSyncAt == null ? "never" : ago(lastSyncAt, clock);
    }

    static String ago(Instant time, Clock clock) {
        Duration age = Duration.between(time, clock.instant());
        return Durations.text(age.isNegative() ? Duration.ZERO : age) + " ago";
    }
}
