package io.brxsync.store;

import io.brxsync.port.Fence;
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

    /** How the server plans statements. */
    enum Plans {
        /**
         * One user's rows are found by index, whoever it is, so one plan does for all and need not be made for each. Without the
         * ban on reading tables whole, a plan from a time when they were small would do so until somebody counts their rows.
         */
        ONE_USER("auto", "on", "off"),
        /** Plans fit this user's numbers. */
        SOME_PRODUCTS("force_custom_plan", "on", "on"),
        /**
         * The same, and whole inventories are joined. The statistics know nothing of a user who came today: a nested loop planned
         * for one row would run for minutes.
         */
        WHOLE_INVENTORIES("force_custom_plan", "off", "on");

        private final String planMode;
        private final String nestedLoops;
        private final String wholeTables;

        Plans(String planMode, String nestedLoops, String wholeTables) {
            this.planMode = planMode;
            this.nestedLoops = nestedLoops;
            this.wholeTables = wholeTables;
        }
    }

    /** One merge per user at a time, and none by a worker that lost its claim. */
    void begin(Duration lockLimit, Plans plans) {
        prepare(lockLimit, plans);
        UserLock.take(handle, user);
        Fences.check(handle, options.fence());
    }

    /** How statements are planned from now on. */
    void prepare(Duration lockLimit, Plans plans) {
        handle.createQuery(sql("prepare"))
                .bind("lockLimit", lockLimit.toMillis() + "ms")
                .bind("planMode", plans.planMode)
                .bind("nestedLoops", plans.nestedLoops)
                .bind("wholeTables", plans.wholeTables)
                .mapTo(String.class)
                .one();
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
