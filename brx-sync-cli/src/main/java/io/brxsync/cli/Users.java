package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.port.Account;
import io.brxsync.port.AccountStore;
import java.util.UUID;

/** Finds users, or says that they are not connected. */
final class Users {
    private Users() {}

    static Account connected(AccountStore accounts, UUID user) {
        return accounts.find(user).orElseThrow(() -> notConnected(user));
    }

    static BrxException notConnected(UUID user) {
        return BrxException.of(
                BrxException.Kind.REJECTED,
                "User " + user + " is not connected; 'brx-sync user connect --user " + user + "' connects them");
    }
}
