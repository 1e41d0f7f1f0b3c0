package io.brxsync.cli;

import io.brxsync.port.Operation;
import io.brxsync.port.SyncProgress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An operation as commands print it. Immutable.
 *
 * @param id the task's id
 * @param type the task's wire name
 * @param status {@code pending}, {@code running}, {@code completed} or {@code failed}
 * @param progressPercent 0 to 100
 * @param counts rows by what became of them
 * @param skippedReasons rows left out, by reason
 * @param message an error, or what an operator should know; null for nothing
 * @param createdAt when it was asked for
 * @param completedAt when it ended, null before
 */
record OperationView(
        String id,
        String type,
        String status,
        int progressPercent,
        Counts counts,
        Map<String, Long> skippedReasons,
        @Nullable String message,
        Instant createdAt,
        @Nullable Instant completedAt) {

    /** Rows by what became of them. */
    record Counts(
            long totalProducts,
            long processed,
            long created,
            long updated,
            long unchanged,
            long removed,
            long skipped) {}

    static OperationView of(Operation operation) {
        SyncProgress progress = operation.progress();
        return new OperationView(
                operation.id(),
                operation.type(),
                operation.status().name().toLowerCase(Locale.ROOT),
                progress.percent(),
                new Counts(
                        progress.totalProducts(),
                        progress.processed(),
                        progress.created(),
                        progress.updated(),
                        progress.unchanged(),
                        progress.removed(),
                        progress.skippedTotal()),
                new TreeMap<>(progress.skipped()),
                progress.message(),
                operation.createdAt(),
                operation.completedAt());
    }

    static Table table(List<OperationView> operations, Clock clock) {
        Table table = new Table(
                "OPERATION",
                "TYPE",
                "STATUS",
                ">%",
                ">CREATED",
                ">UPDATED",
                ">UNCHANGED",
                ">REMOVED",
                ">SKIPPED",
                "ASKED",
                "MESSAGE");
        operations.forEach(operation -> table.row(
                operation.id(),
                operation.type(),
                operation.status(),
                operation.progressPercent(),
                operation.counts().created(),
                operation.counts().updated(),
                operation.counts().unchanged(),
                operation.counts().removed(),
                operation.counts().skipped(),
                AccountView.ago(operation.createdAt(), clock),
                operation.message() == null ? "" : operation.message()));
        return table;
    }

    /** The end of a sync in one line. */
    static String counts(SyncProgress progress) {
        return progress.processed() + " products: created " + progress.created() + ", updated " + progress.updated()
                + ", unchanged " + progress.unchanged() + ", removed " + progress.removed() + ", skipped "
                + progress.skippedTotal() + (progress.message() == null ? "" : " (" + progress.message() + ")");
    }
}
