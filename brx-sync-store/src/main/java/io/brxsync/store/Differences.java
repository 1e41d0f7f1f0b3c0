package io.brxsync.store;

import io.brxsync.port.InventoryMerge.Removals;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Carries out what an export changes, as the tables brx_vanished and brx_changed have it: rows that vanished, judged against the
 * rows as they were before, then rows that differ, then new ones. The tables it works with belong to the session and are empty at the
 * beginning of each transaction: to make and drop them in each would cost more than a small merge. For one thread.
 */
final class Differences {
    private final Merge merge;
    private final Handle handle;
    private final OffsetDateTime stamp;
    private final boolean firstMerge;

    /**
     * What was written.
     *
     * @param created rows inserted
     * @param updated rows changed
     * @param removed what became of rows that vanished
     */
    record Changed(long created, long updated, Removed removed) {}

    /** How many rows went, wait for a second export, and vanished but stay for whatever reason. */
    record Removed(long removed, long held, long left) {
        static final Removed NONE = new Removed(0, 0, 0);
    }

    /**
     * Differences to be carried out.
     *
     * @param stamp the one time that all rows written carry
     * @param firstMerge whether no export was merged before: the ledger has no entry for what is new then
     */
    Differences(Merge merge, OffsetDateTime stamp, boolean firstMerge) {
        this.merge = merge;
        this.handle = merge.handle();
        this.stamp = stamp;
        this.firstMerge = firstMerge;
    }

    /** Makes the tables unless the session has them. */
    static void createTables(Handle handle) {
        handle.execute(sql("create_tables"));
    }

    /** Once the tables hold it all. */
    Changed apply(boolean someVanished) {
        Removed removed = someVanished ? settleVanished() : Removed.NONE;
        long updated = written("update_changed");
        return new Changed(written("insert_new"), updated, removed);
    }

    /** Tells rows apart that do not rest on this read. */
    void tellApart(boolean someLeftAlone) {
        merge.bound(handle.createUpdate(sql("clear_read"))).execute();
        if (someLeftAlone) {
            merge.bound(handle.createUpdate(sql("keep_read"))).execute();
        }
    }

    private Removed settleVanished() {
        long vanished =
                handle.createQuery(sql("count_vanished")).mapTo(Long.class).one();
        Removals removals = merge.options().removals();
        if (removals == Removals.FORBIDDEN) {
            return new Removed(0, 0, vanished);
        }
        RemovalGuard.Verdict verdict = RemovalGuard.judge(removals, vanished, inStock(vanished));
        boolean all = verdict == RemovalGuard.Verdict.REMOVE;
        long removed =
                effect("remove_vanished").bind("all", all).mapTo(Long.class).one();
        merge.bound(handle.createUpdate(sql("retire_sold_out")))
                .bind("stamp", stamp)
                .execute();
        if (all) {
            return new Removed(removed, 0, vanished - removed);
        }
        merge.bound(handle.createUpdate(sql("mark_missing")))
                .bind("stamp", stamp)
                .execute();
        return new Removed(removed, vanished - removed, vanished - removed);
    }

    private long inStock(long vanished) {
        return vanished == 0
                ? 0
                : merge.bound(handle.createQuery(sql("count_in_stock")))
                        .mapTo(Long.class)
                        .one();
    }

    private long written(String name) {
        return effect(name).mapTo(Long.class).one();
    }

    private Query effect(String name) {
        return merge.bound(handle.createQuery(sql(name)))
                .bind("stamp", stamp)
                .bind("operation", merge.operation())
                .bind("first", firstMerge);
    }

    private static String sql(String name) {
        return Sql.of(Differences.class, name);
    }
}
