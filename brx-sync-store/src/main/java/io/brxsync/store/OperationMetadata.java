package io.brxsync.store;

import io.brxsync.port.Operation;
import io.brxsync.port.SyncProgress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The row of an operation and its {@code operation_metadata}. Reading is lenient, because rows may come from the Python
 * service: members that are missing or of another type count as nothing.
 */
final class OperationMetadata {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private OperationMetadata() {}

    /** The metadata of a running operation. */
    static String of(SyncProgress progress) {
        ObjectNode metadata = JSON.createObjectNode();
        metadata.put("total_products", progress.totalProducts());
        metadata.put("processed", progress.processed());
        metadata.put("created", progress.created());
        metadata.put("updated", progress.updated());
        metadata.put("unchanged", progress.unchanged());
        metadata.put("removed", progress.removed());
        metadata.put("skipped", progress.skippedTotal());
        ObjectNode reasons = metadata.putObject("skipped_reasons");
        progress.skipped().forEach(reasons::put);
        metadata.put("progress_percent", progress.percent());
        metadata.put("message", PgText.clean(progress.message()));
        return JSON.writeValueAsString(metadata);
    }

    static Operation operation(ResultSet row) throws SQLException {
        OffsetDateTime completedAt = row.getObject("completed_at", OffsetDateTime.class);
        return new Operation(
                row.getString("operation_id"),
                row.getObject("user_id", UUID.class),
                row.getString("operation_type"),
                status(row.getString("status"), completedAt != null),
                progress(row.getString("operation_metadata")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                completedAt == null ? null : completedAt.toInstant());
    }

    static String wireName(Operation.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** A word that only the Python service knew stands for what its completion time says. */
    private static Operation.Status status(String name, boolean completed) {
        for (Operation.Status status : Operation.Status.values()) {
            if (wireName(status).equals(name)) {
                return status;
            }
        }
        return completed ? Operation.Status.FAILED : Operation.Status.RUNNING;
    }

    private static SyncProgress progress(@Nullable String metadata) {
        if (metadata == null) {
            return SyncProgress.NONE;
        }
        JsonNode json = JSON.readTree(metadata);
        String error = text(json.get("error"));
        return new SyncProgress(
                number(json.get("total_products")),
                number(json.get("processed")),
                number(json.get("created")),
                number(json.get("updated")),
                number(json.get("unchanged")),
                number(json.get("removed")),
                skipped(json),
                (int) Math.max(0, Math.min(100, number(json.get("progress_percent")))),
                error == null ? text(json.get("message")) : error);
    }

    private static Map<String, Long> skipped(JsonNode json) {
        Map<String, Long> skipped = new HashMap<>();
        JsonNode reasons = json.get("skipped_reasons");
        if (reasons != null) {
            reasons.properties().forEach(reason -> skipped.put(reason.getKey(), number(reason.getValue())));
        } else if (number(json.get("skipped")) > 0) {
            skipped.put("unknown", number(json.get("skipped")));
        }
        return skipped;
    }

    private static long number(@Nullable JsonNode node) {
        return node == null || !node.isNumber() ? 0 : (long) node.doubleValue();
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null || !node.isString() ? null : node.stringValue();
    }
}
