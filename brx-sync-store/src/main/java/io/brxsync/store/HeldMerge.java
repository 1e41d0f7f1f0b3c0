package io.brxsync.store;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.MergeResult;
import io.brxsync.store.Differences.Changed;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Merges an export that is held in memory, when nothing out of the ordinary has happened: rows are compared here, and only
 * what differs goes to the server; a mirror without rows is filled by one {@code COPY}. What is out of the ordinary (something
 * that this export may be older than, a product that came twice, a row that waits for its removal, a value that the database
 * refuses, somebody who writes at the same moment) is left to {@link MergeTransaction}, and nothing was written then. For
 * one thread.
 */
final class HeldMerge {
    private static final String BEFORE_WRITING = "before_writing";
    private static final int ROWS_AT_ONCE = 2000;
    private static final int MIRROR_COLUMNS = 11;

    private final Merge merge;
    private final Handle handle;
    private final HeldExport export;
    private final PropertyTexts properties;
    private final MirrorColumns columns;
    private boolean saved;

    HeldMerge(Merge merge, HeldExport export, PropertyTexts properties, MirrorColumns columns) {
        this.merge = merge;
        this.handle = merge.handle();
        this.export = export;
        this.properties = properties;
        this.columns = columns;
    }

    /** The merge, in the transaction of the handle, whose plans are {@link Plans#KEPT}; empty when this is not the way for it. */
    Optional<MergeResult> run() {
        Map<String, ExportedProduct> kept = export.kept();
        Set<String> leftOut = export.leftOut();
        if (kept.size() + leftOut.size() < export.size() || leftOut.stream().anyMatch(kept::containsKey)) {
            return Optional.empty(); // a product came twice
        }
        merge.begin();
        if (!columns.areUsual(handle)) {
            return Optional.empty();
        }
        Survey survey = survey();
        if (survey.olderThanSomething()) {
            return Optional.empty();
        }
        try {
            Changed changed = survey.hasRows() || survey.mergedBefore()
                    ? mergeDifferences(kept, leftOut, survey)
                    : insertAll(kept, survey.stamp());
            if (changed != null) {
                MergeResult result = result(kept.size(), changed);
                merge.complete(survey.stamp(), result);
                return Optional.of(result);
            }
        } catch (UnableToExecuteStatementException e) {
            if (!(e.getCause() instanceof SQLException sql) || !leftToOthers(sql)) {
                throw e;
            }
        } catch (SQLException e) {
            if (!leftToOthers(e)) {
                throw new UnableToExecuteStatementException(e, null);
            }
        }
        if (saved) {
            handle.rollbackToSavepoint(BEFORE_WRITING);
        }
        return Optional.empty();
    }

    /** Before the first statement that may fail, or that writes: whoever finds nothing to write does without. */
    private void save() {
        if (!saved) {
            handle.savepoint(BEFORE_WRITING);
            saved = true;
        }
    }

    private static boolean leftToOthers(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.equals(MergeTransaction.UNIQUE_VIOLATION) || state.startsWith(Staging.DATA_EXCEPTION);
    }

    private MergeResult result(int products, Changed changed) {
        Map<String, Long> skipped = export.skipped();
        if (merge.options().brokenRows() > 0) {
            skipped.merge("broken", merge.options().brokenRows(), Long::sum);
        }
        return new MergeResult(
                changed.created(),
                changed.updated(),
                products - changed.created() - changed.updated(),
                changed.removed().removed(),
                skipped,
                changed.removed().held(),
                List.of());
    }

    private record Survey(OffsetDateTime stamp, boolean mergedBefore, boolean hasRows, boolean olderThanSomething) {}

    private Survey survey() {
        return merge.bound(handle.createQuery(sql("survey")))
                .map((row, context) -> new Survey(
                        row.getObject("stamp", OffsetDateTime.class),
                        row.getBoolean("merged_before"),
                        row.getBoolean("has_rows"),
                        row.getBoolean("older_than_something")))
                .one();
    }

    /** Null when somebody else writes at the same moment. */
    private @Nullable Changed insertAll(Map<String, ExportedProduct> kept, OffsetDateTime stamp) throws SQLException {
        // Neighbours in the indexes are written one after the other.
        List<Map.Entry<String, ExportedProduct>> sorted = new ArrayList<>(kept.entrySet());
        sorted.sort(Comparator.<Map.Entry<String, ExportedProduct>>comparingInt(
                        product -> product.getValue().blueprintId())
                .thenComparing(Map.Entry::getKey));
        save();
        CopyBinary.into(handle.getConnection(), sql("copy_all"), MIRROR_COLUMNS, out -> {
            for (Map.Entry<String, ExportedProduct> entry : sorted) {
                ExportedProduct product = entry.getValue();
                ExportedProduct.Details details = product.details();
                out.row()
                        .uuid(merge.user())
                        .int4(product.blueprintId())
                        .int4(product.quantity())
                        .int4(product.priceCents())
                        .json(details.properties())
                        .text(entry.getKey())
                        .text(details.description())
                        .text(details.userDataField())
                        .bool(details.graded())
                        .time(stamp)
                        .time(stamp);
            }
        });
        if (touched(stamp)) {
            return null;
        }
        return new Changed(sorted.size(), 0, Differences.Removed.NONE);
    }

    /** Null when rows are special, or somebody else writes at the same moment. */
    private @Nullable Changed mergeDifferences(Map<String, ExportedProduct> kept, Set<String> leftOut, Survey survey)
            throws SQLException {
        Map<String, String> normal = properties.normal(
                handle,
                kept.values().stream()
                        .map(product -> product.details().properties())
                        .collect(Collectors.toSet()),
                this::save);
        MirrorDiff diff = new MirrorDiff(kept, leftOut, normal);
        boolean ordinary = merge.bound(handle.createQuery(sql("mirror")))
                .setFetchSize(ROWS_AT_ONCE)
                .scanResultSet((rows, context) -> diff.compare(rows.get()));
        if (!ordinary) {
            return null;
        }
        if (diff.isEmpty()) {
            return new Changed(0, 0, Differences.Removed.NONE);
        }
        save();
        Database.set(handle.getConnection(), Plans.SOME_PRODUCTS.settings());
        Differences.createTables(handle);
        CopyBinary.into(handle.getConnection(), sql("copy_changed"), MirrorDiff.CHANGED_COLUMNS, diff::writeChanged);
        if (diff.someVanished()) {
            CopyBinary.into(
                    handle.getConnection(), sql("copy_vanished"), MirrorDiff.VANISHED_COLUMNS, diff::writeVanished);
        }
        Differences differences = new Differences(merge, survey.stamp(), !survey.mergedBefore());
        Changed changed = differences.apply(diff.someVanished());
        if (changed.created() < diff.created() || changed.updated() < diff.updated() || touched(survey.stamp())) {
            return null;
        }
        differences.tellApart(changed.removed().left() > 0);
        return changed;
    }

    private boolean touched(OffsetDateTime stamp) {
        return merge.bound(handle.createQuery(sql("touched")))
                .bind("stamp", stamp)
                .mapTo(Boolean.class)
                .one();
    }

    private static String sql(String name) {
        return Sql.of(HeldMerge.class, name);
    }
}
