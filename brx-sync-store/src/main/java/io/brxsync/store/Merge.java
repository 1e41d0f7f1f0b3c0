package io.brxsync.store;

import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.MergeResult;
import io.brxsync.port.SyncProgress;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * What both ways of merging an export share: how the transaction begins, whose rows its statements see, and what it leaves
 * behind besides them. For one thread.
 *
 * @param handle inside the transaction
 * @param user whose mirror
 * @param exportStart nothing of the export was read before
 * @param options how to merge
 */
record Merge(Handle handle, UUID user, OffsetDateTime exportStart, Options options) {

    /**
     * One merge per user at a time, and none by a worker that lost its claim.
     *
     * @param joinsMuch whether whole inventories are joined, for which loops over an index would take minutes
     */
    void begin(Duration lockLimit, boolean joinsMuch) {
        handle.createQuery(sql("prepare"))
                .bind("whole", joinsMuch)
                .bind("lockLimit", lockLimit.toMillis() + "ms")
                .mapTo(String.class)
                .one();
        UserLock.take(handle, user);
        Fences.check(handle, options.fence());
    }

    /** Notes that all rows rest on this read, but for those that are told apart. */
    void noteRead(OffsetDateTime stamp) {
        bound(handle.createUpdate(sql("note_read"))).bind("stamp", stamp).execute();
    }

    /** What others see of it, committed with the rows: the account is in sync, and the operation says what was done. */
    void report(MergeResult result) {
        if (options.scope() == null) {
            PostgresAccounts.syncCompleted(handle, user);
        }
        if (options.fence() != null) {
            // The fence was checked, and its row is locked: without one there is nothing to keep a record in.
            PostgresOperations.progress(
                    handle,
                    options.fence(),
                    SyncProgress.merged(result, options.message().apply(result)));
        }
    }

    @Nullable
    String operation() {
        return options.fence() == null ? null : options.fence().operationId();
    }

    /** Binds whose rows, from when, and which blueprints; statements take what they need of it. */
    <S extends SqlStatement<S>> S bound(S statement) {
        return statement
                .bind("user", user)
                .bind("exportStart", exportStart)
                .bind("scope", options.scope() == null ? null : options.scope().toArray(Integer[]::new));
    }

    static String sql(String name) {
        return Sql.of(Merge.class, name);
    }
}
