package io.brxsync.store;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** One writer of a user's mirror as a whole at a time. Stateless. */
final class UserLock {

    private UserLock() {}

    /** Waits for the lock; it is held to the end of the transaction. */
    static void take(Handle handle, UUID user) {
        handle.createQuery(Sql.of(UserLock.class, "lock_user"))
                .bind("user", user)
                .mapTo(Long.class)
                .one();
    }
}
