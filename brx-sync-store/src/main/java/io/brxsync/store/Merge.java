package io.brxsync.store;

import io.brxsync.port.Fence;
import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.MergeResult;
import io.brxsync.port.SyncProgress;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
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
     * Settings of a merge's transaction: nobody waits too long for a lock, hash tables fit into memory, and plans are made like
     * this. Of the staging table the statistics need to know little, so a sample of 3,000 rows does.
     */
    static Map<String, String> settings(Duration lockLimit, Plans plans) {
        Map<String, String> settings = new HashMap<>(plans.settings());
        settings.put("lock_timeout", lockLimit.toMillis() + "ms");
        settings.put("work_mem", "64MB");
        settings.put("default_statistics_target", "10");
        return settings;
    }

    /** One merge per user at a time, and none by a worker that lost its claim. */
    void begin() {
        UserLock.take(handle, user);
        Fences.check(handle, options.fence());
    }

    /**
     * What others see of it, committed with the rows: all rows rest on this read, but for those that are told apart, the account
     * is in sync, and the operation says what was done.
     */
    void complete(OffsetDateTime stamp, MergeResult result) {
        Fence fence = options.fence();
        // The fence was checked, and its row is locked: without one there is nothing to keep a record in.
        bound(handle.createUpdate(sql("complete")))
                .bind("stamp", stamp)
                .bind("operation", operation())
                .bind("token", fence == null ? null : fence.token())
                .bind(
                        "metadata",
                        fence == null
                                ? null
                                : OperationMetadata.of(SyncProgress.merged(
                                        result, options.message().apply(result))))
                .execute();
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
