package io.brxsync.store;

import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.MergeResult;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Merges what is staged into the mirror, inside one transaction. The steps, in this order:
 *
 * <ol>
 *   <li>one merge per user at a time, and none by a worker that lost its claim;
 *   <li>what this export may be older than: the steps below leave it alone;
 *   <li>what vanished, judged against the rows as they were before;
 *   <li>rows that differ, then new rows; equal rows are not written at all;
 *   <li>what was left alone and has to be read again;
 *   <li>the read itself is noted, and rows that do not rest on it are told apart.
 * </ol>
 *
 * <p>Older than something is an export where {@code updated_at} says so, which every writer of the mirror sets, the Python
 * service included; where the ledger has a movement since, even of a product without a row; where a change is on its way
 * to CardTrader; and where the product was read later. All rows written here carry one and the same time, so that they
 * can be told from those.
 */
final class MergeTransaction {
    private static final String BEFORE_INSERT = "before_insert";
    private static final String UNIQUE_VIOLATION = "23505";

    private final Handle handle;
    private final UUID user;
    private final OffsetDateTime exportStart;
    private final Options options;
    private final Duration lockLimit;
    private final Staging.Content staged;
    private boolean firstMerge;
    /** How many products and blueprints this export may be older than. */
    private int protections;

    MergeTransaction(
            Handle handle,
            UUID user,
            OffsetDateTime exportStart,
            Staging.Content staged,
            Options options,
            Duration lockLimit) {
        this.handle = handle;
        this.user = user;
        this.exportStart = exportStart;
        this.staged = staged;
        this.options = options;
        this.lockLimit = lockLimit;
    }

    MergeResult run() {
        handle.createQuery(sql("prepare"))
                .bind("whole", options.scope() == null)
                .bind("lockLimit", lockLimit.toMillis() + "ms")
                .mapTo(String.class)
                .one();
        UserLock.take(handle, user);
        Fences.check(handle, options.fence());
        OffsetDateTime stamp =
                handle.createQuery(sql("now")).mapTo(OffsetDateTime.class).one();
        Map<String, Long> skipped = settleDuplicates();
        handle.execute(sql("analyze"));
        firstMerge =
                bound(handle.createQuery(sql("read_before"))).mapTo(Long.class).one() == 0;
        long merged = Objects.requireNonNullElse(skipped.remove(Staging.MERGED), 0L);
        handle.execute(sql("create_tables"));
        protect();
        Changed changed = insertedAll(stamp);
        if (changed == null) {
            changed = mergeDifferences(stamp);
        }
        Touched touched = touched(stamp);
        noteRead(stamp, touched.rows() > 0 || changed.removed().left() > 0);
        if (touched.differing() > 0) {
            skipped.put("touched_since_export", touched.differing());
        }
        return new MergeResult(
                changed.created(),
                changed.updated(),
                merged - changed.created() - changed.updated() - touched.differing(),
                changed.removed().removed(),
                skipped,
                changed.removed().held(),
                touched.blueprints());
    }

    private void protect() {
        protections = bound(handle.createUpdate(sql("find_protected"))).execute();
        bound(handle.createUpdate(sql("find_held_rows"))).execute();
        if (protections > 0) {
            handle.execute(sql("hold_products"));
            handle.execute(sql("hold_blueprints"));
        }
    }

    private record Changed(long created, long updated, Removed removed) {}

    private Changed mergeDifferences(OffsetDateTime stamp) {
        bound(handle.createUpdate(sql(options.scope() == null ? "find_differences" : "find_differences_in_scope")))
                .execute();
        Removed removed = settleVanished(stamp);
        bound(handle.createUpdate(sql("clear_missing"))).execute();
        long updated = written("update_changed", stamp);
        return new Changed(written("insert_new", stamp), updated, removed);
    }

    /**
     * The short way into an empty mirror; null when that is none, or when somebody inserts one of these products at the same
     * moment.
     */
    private @Nullable Changed insertedAll(OffsetDateTime stamp) {
        if (!firstMerge
                || !bound(handle.createQuery(sql("mirror_is_empty")))
                        .mapTo(Boolean.class)
                        .one()) {
            return null;
        }
        handle.savepoint(BEFORE_INSERT);
        try {
            long created = bound(handle.createUpdate(sql("insert_all")))
                    .bind("stamp", stamp)
                    .execute();
            return new Changed(created, 0, Removed.NONE);
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                handle.rollbackToSavepoint(BEFORE_INSERT);
                return null;
            }
            throw e;
        }
    }

    private long written(String name, OffsetDateTime stamp) {
        return effect(name, stamp).mapTo(Long.class).one();
    }

    private Query effect(String name, OffsetDateTime stamp) {
        return bound(handle.createQuery(sql(name)))
                .bind("stamp", stamp)
                .bind(
                        "operation",
                        options.fence() == null ? null : options.fence().operationId())
                .bind("first", firstMerge);
    }

    private void noteRead(OffsetDateTime stamp, boolean someLeftAlone) {
        bound(handle.createUpdate(sql("clear_read"))).execute();
        if (someLeftAlone) {
            bound(handle.createUpdate(sql("keep_read"))).execute();
        }
        bound(handle.createUpdate(sql("note_read"))).bind("stamp", stamp).execute();
    }

    /** Leaves one row of each product; by the reason for leaving products out, {@link #Staging.MERGED} for those that are not. */
    private Map<String, Long> settleDuplicates() {
        Map<String, Long> products;
        if (staged.mayRepeat() && handle.execute(sql("deduplicate")) > 0) {
            products = countStaged();
        } else {
            products = new HashMap<>(staged.rows());
        }
        if (options.brokenRows() > 0) {
            products.merge("broken", options.brokenRows(), Long::sum);
        }
        return products;
    }

    private Map<String, Long> countStaged() {
        Map<String, Long> products = new HashMap<>();
        handle.createQuery(sql("count_staged"))
                .map((row, context) -> Map.entry(
                        Objects.requireNonNullElse(row.getString("skip_reason"), Staging.MERGED),
                        row.getLong("products")))
                .forEach(reason -> products.put(reason.getKey(), reason.getValue()));
        return products;
    }

    /** How many rows went, wait for a second export, and vanished but stay for whatever reason. */
    private record Removed(long removed, long held, long left) {
        static final Removed NONE = new Removed(0, 0, 0);
    }

    private Removed settleVanished(OffsetDateTime stamp) {
        handle.execute(sql("find_vanished"));
        long vanished =
                handle.createQuery(sql("count_vanished")).mapTo(Long.class).one();
        if (options.removals() == Removals.FORBIDDEN) {
            return new Removed(0, 0, vanished);
        }
        RemovalGuard.Verdict verdict = RemovalGuard.judge(options.removals(), vanished, inStock(vanished));
        boolean all = verdict == RemovalGuard.Verdict.REMOVE;
        long removed = effect("remove_vanished", stamp)
                .bind("all", all)
                .mapTo(Long.class)
                .one();
        bound(handle.createUpdate(sql("retire_sold_out"))).bind("stamp", stamp).execute();
        if (all) {
            return new Removed(removed, 0, vanished - removed);
        }
        bound(handle.createUpdate(sql("mark_missing"))).bind("stamp", stamp).execute();
        return new Removed(removed, vanished - removed, vanished - removed);
    }

    private long inStock(long vanished) {
        return vanished == 0
                ? 0
                : bound(handle.createQuery(sql("count_in_stock")))
                        .mapTo(Long.class)
                        .one();
    }

    private record Touched(List<Integer> blueprints, long differing, long rows) {}

    private Touched touched(OffsetDateTime stamp) {
        int rows = bound(handle.createUpdate(sql("find_touched_rows")))
                .bind("stamp", stamp)
                .execute();
        if (rows == 0 && protections == 0) {
            return new Touched(List.of(), 0, 0);
        }
        long found = bound(handle.createUpdate(sql("find_touched"))).execute();
        List<Blueprint> touched = handle.createQuery(sql("count_touched"))
                .map((row, context) ->
                        new Blueprint(row.getInt("blueprint_id"), row.getBoolean("stale"), row.getLong("differing")))
                .list();
        return new Touched(
                touched.stream().filter(Blueprint::stale).map(Blueprint::id).toList(),
                touched.stream().mapToLong(Blueprint::differing).sum(),
                found);
    }

    private record Blueprint(int id, boolean stale, long differing) {}

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
