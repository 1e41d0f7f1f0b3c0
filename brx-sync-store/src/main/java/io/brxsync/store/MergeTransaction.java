package io.brxsync.store;

import io.brxsync.port.MergeResult;
import io.brxsync.store.Differences.Changed;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
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
    /** The SQLSTATE of a key that exists already. */
    static final String UNIQUE_VIOLATION = "23505";

    private final Merge merge;
    private final Handle handle;
    private final Staging.Content staged;
    private boolean firstMerge;
    /** How many products and blueprints this export may be older than. */
    private int protections;

    MergeTransaction(Merge merge, Staging.Content staged) {
        this.merge = merge;
        this.handle = merge.handle();
        this.staged = staged;
    }

    MergeResult run() {
        merge.begin();
        OffsetDateTime stamp =
                handle.createQuery(sql("now")).mapTo(OffsetDateTime.class).one();
        Map<String, Long> skipped = settleDuplicates();
        handle.execute(sql("analyze"));
        firstMerge = merge.bound(handle.createQuery(sql("read_before")))
                        .mapTo(Long.class)
                        .one()
                == 0;
        long merged = Objects.requireNonNullElse(skipped.remove(Staging.MERGED), 0L);
        Differences.createTables(handle);
        protect();
        Differences differences = new Differences(merge, stamp, firstMerge);
        Changed changed = insertedAll(stamp);
        if (changed == null) {
            changed = mergeDifferences(differences);
        }
        Touched touched = touched(stamp);
        differences.tellApart(touched.rows() > 0 || changed.removed().left() > 0);
        if (touched.differing() > 0) {
            skipped.put("touched_since_export", touched.differing());
        }
        MergeResult result = new MergeResult(
                changed.created(),
                changed.updated(),
                merged - changed.created() - changed.updated() - touched.differing(),
                changed.removed().removed(),
                skipped,
                changed.removed().held(),
                touched.blueprints());
        merge.complete(stamp, result);
        return result;
    }

    private void protect() {
        protections = merge.bound(handle.createUpdate(sql("find_protected"))).execute();
        merge.bound(handle.createUpdate(sql("find_held_rows"))).execute();
        if (protections > 0) {
            handle.execute(sql("hold_products"));
            handle.execute(sql("hold_blueprints"));
        }
    }

    private Changed mergeDifferences(Differences differences) {
        merge.bound(handle.createUpdate(
                        sql(merge.options().scope() == null ? "find_differences" : "find_differences_in_scope")))
                .execute();
        merge.bound(handle.createUpdate(sql("clear_missing"))).execute();
        return differences.apply(handle.execute(sql("find_vanished")) > 0);
    }

    /**
     * The short way into an empty mirror; null when that is none, or when somebody inserts one of these products at the same
     * moment.
     */
    private @Nullable Changed insertedAll(OffsetDateTime stamp) {
        if (!firstMerge
                || !merge.bound(handle.createQuery(sql("mirror_is_empty")))
                        .mapTo(Boolean.class)
                        .one()) {
            return null;
        }
        handle.savepoint(BEFORE_INSERT);
        try {
            long created = merge.bound(handle.createUpdate(sql("insert_all")))
                    .bind("stamp", stamp)
                    .execute();
            return new Changed(created, 0, Differences.Removed.NONE);
        } catch (UnableToExecuteStatementException e) {
            if (e.getCause() instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
                handle.rollbackToSavepoint(BEFORE_INSERT);
                return null;
            }
            throw e;
        }
    }

    /** Leaves one row of each product; by the reason for leaving products out, {@link #Staging.MERGED} for those that are not. */
    private Map<String, Long> settleDuplicates() {
        Map<String, Long> products;
        if (staged.mayRepeat() && handle.execute(sql("deduplicate")) > 0) {
            products = countStaged();
        } else {
            products = new HashMap<>(staged.rows());
        }
        if (merge.options().brokenRows() > 0) {
            products.merge("broken", merge.options().brokenRows(), Long::sum);
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

    private record Touched(List<Integer> blueprints, long differing, long rows) {}

    private Touched touched(OffsetDateTime stamp) {
        int rows = merge.bound(handle.createUpdate(sql("find_touched_rows")))
                .bind("stamp", stamp)
                .execute();
        if (rows == 0 && protections == 0) {
            return new Touched(List.of(), 0, 0);
        }
        long found = merge.bound(handle.createUpdate(sql("find_touched"))).execute();
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

    private static String sql(String name) {
        return Sql.of(MergeTransaction.class, name);
    }
}
