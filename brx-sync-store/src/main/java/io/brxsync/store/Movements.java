package io.brxsync.store;

import io.brxsync.port.StockMovement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The ledger in {@code stock_movements}. Stateless. */
final class Movements {

    private Movements() {}

    /**
     * Writes an entry.
     *
     * @return whether it is new; false if its reference is in the ledger already
     */
    static boolean add(Handle handle, StockMovement movement) {
        Instant happenedAt = movement.happenedAt();
        return handle.createUpdate(sql("insert"))
                        .bind("user", movement.user())
                        .bind("product", movement.externalStockId())
                        .bind("blueprint", movement.blueprintId())
                        .bind("cause", wireName(movement.cause()))
                        .bind("reference", movement.reference())
                        .bind("outcome", wireName(movement.outcome()))
                        .bind("delta", movement.delta())
                        .bind("quantityAfter", movement.quantityAfter())
                        .bind("detail", PgText.clean(movement.detail()))
                        .bind("operation", movement.operationId())
                        .bind("happenedAt", happenedAt == null ? null : happenedAt.atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }

    /**
     * Entries of a user, newest first.
     *
     * @param externalStockId of one product, null for all
     */
    static List<StockMovement> latest(Handle handle, UUID user, @Nullable String externalStockId, int limit) {
        return handle.createQuery(sql("latest"))
                .bind("user", user)
                .bind("product", externalStockId)
                .bind("limit", limit)
                .map((row, context) -> movement(row))
                .list();
    }

    /** Deletes a bounded number of old entries and returns how many. */
    static long purge(Handle handle, OffsetDateTime before) {
        return handle.createUpdate(sql("purge")).bind("before", before).execute();
    }

    private static StockMovement movement(ResultSet row) throws SQLException {
        return new StockMovement(
                row.getObject("user_id", UUID.class),
                row.getString("external_stock_id"),
                row.getObject("blueprint_id", Integer.class),
                StockMovement.Cause.valueOf(row.getString("cause").toUpperCase(Locale.ROOT)),
                row.getString("reference"),
                StockMovement.Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                row.getObject("delta", Integer.class),
                row.getObject("quantity_after", Integer.class),
                row.getString("detail"),
                row.getString("operation_id"),
                instant(row, "happened_at"),
                instant(row, "recorded_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String sql(String name) {
        return Sql.of(Movements.class, name);
    }
}
