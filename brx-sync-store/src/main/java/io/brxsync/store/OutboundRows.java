package io.brxsync.store;

import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.JobItem;
import io.brxsync.port.OutboundChange.Kind;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundChange.Subject;
import io.brxsync.port.OutboundChange.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of {@code outbound_changes}. Stateless. */
final class OutboundRows {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private OutboundRows() {}

    /**
     * Writes a new change.
     *
     * @return its id; empty if there is one with this reference already
     */
    static Optional<Long> insert(Handle handle, Kind kind, String reference, Subject subject, String operationId) {
        return handle.createQuery(sql("insert"))
                .bind("user", subject.user())
                .bind("kind", kind.wireName())
                .bind("reference", reference)
                .bind("product", subject.externalStockId())
                .bind("blueprint", subject.blueprintId())
                .bind("operation", operationId)
                .mapTo(Long.class)
                .findOne();
    }

    static void replaceChange(Handle handle, long id, JsonNode change) {
        handle.createUpdate(sql("replace_change"))
                .bind("id", id)
                .bind("change", PgText.cleanJson(JSON.writeValueAsString(change)))
                .execute();
    }

    /** The change with this reference, locked to the end of the transaction. */
    static Optional<OutboundChange> lock(Handle handle, UUID user, Kind kind, String reference) {
        return handle.createQuery(sql("lock_by_reference"))
                .bind("user", user)
                .bind("kind", kind.wireName())
                .bind("reference", reference)
                .map((row, context) -> change(row))
                .findOne();
    }

    /** The change with this id, locked to the end of the transaction. */
    static OutboundChange lock(Handle handle, long id) {
        return handle.createQuery(sql("lock"))
                .bind("id", id)
                .map((row, context) -> change(row))
                .one();
    }

    static OutboundChange change(ResultSet row) throws SQLException {
        String job = row.getString("job");
        Integer position = row.getObject("job_index", Integer.class);
        return new OutboundChange(
                row.getLong("id"),
                new Subject(
                        row.getObject("user_id", UUID.class),
                        row.getString("external_stock_id"),
                        row.getInt("blueprint_id")),
                Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("reference"),
                JSON.readTree(row.getString("change")),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                position == null ? null : new JobItem(job == null ? null : UUID.fromString(job), position),
                row.getString("result"),
                row.getString("operation_id"),
                new Times(
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        instant(row, "sent_at"),
                        instant(row, "settled_at")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String sql(String name) {
        return Sql.of(OutboundRows.class, name);
    }
}
