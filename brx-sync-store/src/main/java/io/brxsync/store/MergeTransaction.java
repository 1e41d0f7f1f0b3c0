package io.brxsync.store;

import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.MergeResult;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    /** No reason for leaving a product out; no caller names an empty one. */
    private static final String MERGED = "";

    private final Handle handle;
    private final UUID user;
    private final OffsetDateTime exportStart;
    private final Options options;
    private final Duration lockLimit;

    MergeTransaction(Handle handle, UUID user, OffsetDateTime exportStart, Options options, Duration lockLimit) {
        this.handle = handle;
        this.user = user;
        this.exportStart = exportStart;
        this.options = options;
        this.lockLimit = lockLimit;
    }

    MergeResult run() {
        handle.createQuery(sql("prepare"))
                .bind("whole", options.scope() == null)
                .bind("lockLimit", lockLimit.toMillis() + "ms")
                .mapTo(String.class)
                .one();
        handle.createQuery(sql("lock_user"))
                .bind("user", user)
                .mapTo(Long.class)
                .one();
        Fences.check(handle, options.fence());
        OffsetDateTime stamp =
                handle.createQuery(sql("now")).mapTo(OffsetDateTime.class).one();
        handle.execute(sql("deduplicate"));
        handle.execute(sql("analyze"));
        Map<String, Long> skipped = countStaged();
        long merged = Objects.requireNonNullElse(skipped.remove(MERGED), 0L);
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

    /** By the reason for leaving them out, {@link #MERGED} for those that are not. */
    private Map<String, Long> countStaged() {
        Map<String, Long> staged = new HashMap<>();
        handle.createQuery(sql("count_staged"))
                .map((row, context) -> Map.entry(
                        Objects.requireNonNullElse(row.getString("skip_reason"), MERGED), row.getLong("products")))
                .forEach(reason -> staged.put(reason.getKey(), reason.getValue()));
        if (options.brokenRows() > 0) {
            staged.merge("broken", options.brokenRows(), Long::sum);
        }
        return staged;
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
        long removed = bound(handle.createUpdate(sql("remove_vanished")))
                .bind("all", verdict == RemovalGuard.Verdict.REMOVE)
                .bind("stamp", stamp)
                .execute();
        bound(handle.createUpdate(sql("retire_sold_out"))).bind("stamp", stamp).execute();
        if (verdict == RemovalGuard.Verdict.REMOVE) {
            return new Removed(removed, 0);
        }
        bound(handle.createUpdate(sql("mark_missing"))).bind("stamp", stamp).execute();
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
