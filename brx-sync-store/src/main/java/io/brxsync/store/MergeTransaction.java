package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.port.Fence;
import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.MergeResult;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Merges what is staged into the mirror, inside one transaction. The steps, in this order:
 *
 * <ol>
 *   <li>one merge per user at a time, and none by a worker that lost its claim;
 *   <li>what vanished, judged against the rows as they were before;
 *   <li>rows that differ, then new rows; equal rows are not written at all;
 *   <li>which rows an event or edit touched since the export began: the steps above leave those alone.
 * </ol>
 *
 * <p>"Touched" is told by {@code updated_at}, which every writer of the mirror sets, the Python service included. All
 * rows written here carry one and the same time, so that they can be told from those.
 */
final class MergeTransaction {
    private final Handle handle;
    private final UUID user;
    private final OffsetDateTime exportStart;
    private final Options options;

    MergeTransaction(Handle handle, UUID user, OffsetDateTime exportStart, Options options) {
        this.handle = handle;
        this.user = user;
        this.exportStart = exportStart;
        this.options = options;
    }

    MergeResult run() {
        handle.execute(sql("prepare"));
        handle.createQuery(sql("lock_user"))
                .bind("user", user)
                .mapTo(Long.class)
                .one();
        checkFence();
        OffsetDateTime stamp =
                handle.createQuery(sql("now")).mapTo(OffsetDateTime.class).one();
        handle.execute(sql("deduplicate"));
        handle.execute(sql("analyze"));
        Map<String, Long> skipped = skipped();
        long merged = handle.createQuery(sql("count_merged")).mapTo(Long.class).one();
        Removed removed = settleVanished(stamp);
        bound(handle.createUpdate(sql("clear_missing"))).execute();
        long updated = bound(handle.createUpdate(sql("update_changed")))
                .bind("stamp", stamp)
                .execute();
        long created = bound(handle.createUpdate(sql("insert_new")))
                .bind("stamp", stamp)
                .execute();
        Touched touched = touched(stamp);
        if (touched.differing() > 0) {
            skipped.put("touched_since_export", touched.differing());
        }
        return new MergeResult(
                created,
                updated,
                merged - created - updated - touched.differing(),
                removed.removed(),
                skipped,
                removed.held(),
                touched.blueprints());
    }

    /** The row of the operation stays locked to the end, so a later claim cannot begin in between. */
    private void checkFence() {
        Fence fence = options.fence();
        if (fence == null) {
            return;
        }
        boolean lost = handle.createQuery(sql("lock_operation"))
                .bind("id", fence.operationId())
                .mapTo(Long.class)
                .findOne()
                .filter(token -> token > fence.token())
                .isPresent();
        if (lost) {
            throw BrxException.of(
                    Kind.LEASE_LOST,
                    "A later claim of operation " + fence.operationId() + " began; nothing was merged for user "
                            + user);
        }
    }

    private Map<String, Long> skipped() {
        Map<String, Long> skipped = new HashMap<>();
        handle.createQuery(sql("count_skipped"))
                .map((row, context) -> Map.entry(row.getString("skip_reason"), row.getLong("products")))
                .forEach(reason -> skipped.put(reason.getKey(), reason.getValue()));
        if (options.brokenRows() > 0) {
            skipped.merge("broken", options.brokenRows(), Long::sum);
        }
        return skipped;
    }

    private record Removed(long removed, long held) {}

    private Removed settleVanished(OffsetDateTime stamp) {
        if (options.removals() == Removals.FORBIDDEN) {
            return new Removed(0, 0);
        }
        bound(handle.createUpdate(sql(options.scope() == null ? "find_vanished" : "find_vanished_in_scope")))
                .execute();
        long vanished =
                handle.createQuery(sql("count_vanished")).mapTo(Long.class).one();
        RemovalGuard.Verdict verdict = RemovalGuard.judge(options.removals(), vanished, inStock(vanished));
        long removed = handle.createUpdate(sql("remove_vanished"))
                .bind("all", verdict == RemovalGuard.Verdict.REMOVE)
                .bind("stamp", stamp)
                .execute();
        handle.createUpdate(sql("retire_sold_out")).bind("stamp", stamp).execute();
        if (verdict == RemovalGuard.Verdict.REMOVE) {
            return new Removed(removed, 0);
        }
        handle.createUpdate(sql("mark_missing")).bind("stamp", stamp).execute();
        return new Removed(removed, vanished - removed);
    }

    private long inStock(long vanished) {
        return vanished == 0
                ? 0
                : bound(handle.createQuery(sql("count_in_stock")))
                        .mapTo(Long.class)
                        .one();
    }

    private record Touched(List<Integer> blueprints, long differing) {}

    private Touched touched(OffsetDateTime stamp) {
        List<Map.Entry<Integer, Long>> rows = bound(handle.createQuery(sql("find_touched")))
                .bind("stamp", stamp)
                .map((row, context) -> Map.entry(row.getInt("blueprint_id"), row.getLong("differing")))
                .list();
        return new Touched(
                rows.stream().map(Map.Entry::getKey).toList(),
                rows.stream().mapToLong(Map.Entry::getValue).sum());
    }

    /** Binds whose rows, from when, and which blueprints; statements take what they need of it. */
    private <S extends SqlStatement<S>> S bound(S statement) {
        return statement
                .bind("user", user)
                .bind("exportStart", exportStart)
                .bind("scope", options.scope() == null ? null : options.scope().toArray(Integer[]::new));
    }

    private static String sql(String name) {
        return Sql.of(MergeTransaction.class, name);
    }
}
