package io.brxsync.cli;

import io.brxsync.port.Account;
import io.brxsync.port.SyncStatus;
import java.util.List;

/**
 * How many users are in which state. Immutable.
 *
 * @param total all of them
 * @param idle connected, never synced
 * @param initialSync in their first sync
 * @param active in step
 * @param error in need of somebody
 * @param suspended stopped by an operator, whatever their state
 */
record UserCounts(long total, long idle, long initialSync, long active, long error, long suspended) {

    static UserCounts of(List<Account> accounts) {
        return new UserCounts(
                accounts.size(),
                count(accounts, SyncStatus.IDLE),
                count(accounts, SyncStatus.INITIAL_SYNC),
                count(accounts, SyncStatus.ACTIVE),
                count(accounts, SyncStatus.ERROR),
                accounts.stream().filter(Account::suspended).count());
    }

    private static long count(List<Account> accounts, SyncStatus status) {
        return accounts.stream().filter(account -> account.status() == status).count();
    }

    String line() {
        return total + (total == 1 ? " user: " : " users: ") + active + " active, " + initialSync + " in first sync, "
                + idle + " idle, " + error + " in error, " + suspended + " suspended";
    }
}
