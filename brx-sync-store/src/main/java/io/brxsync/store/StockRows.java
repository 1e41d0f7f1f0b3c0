package io.brxsync.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Quantities in {@code user_inventory_items}, changed one product at a time. Stateless. */
final class StockRows {

    private StockRows() {}

    /**
     * A row of the mirror.
     *
     * @param quantity in lots
     * @param read the read on which the quantity rests, null for the newest one
     */
    record Row(
            long id,
            int blueprintId,
            int quantity,
            @Nullable Read read) {}

    /**
     * One read of CardTrader.
     *
     * @param startedAt what happened before is in it
     * @param endedAt what happened after is not
     */
    record Read(Instant startedAt, Instant endedAt) {
        static @Nullable Read of(ResultSet row, String started, String ended) throws SQLException {
            OffsetDateTime from = row.getObject(started, OffsetDateTime.class);
            OffsetDateTime to = row.getObject(ended, OffsetDateTime.class);
            return from == null || to == null ? null : new Read(from.toInstant(), to.toInstant());
        }
    }

    /** The mirror's row of a product, locked to the end of the transaction. */
    static Optional<Row> lock(Handle handle, UUID user, String externalStockId) {
        return handle.createQuery(sql("lock"))
                .bind("user", user)
                .bind("product", externalStockId)
                .map((row, context) -> new Row(
                        row.getLong("id"),
                        row.getInt("blueprint_id"),
                        row.getInt("quantity"),
                        Read.of(row, "read_started_at", "read_ended_at")))
                .findOne();
    }

    /** Sets a locked row's quantity; a product that is sold out is delisted, one that is not is listed. */
    static void move(Handle handle, Row row, int quantity) {
        handle.createUpdate(sql("move"))
                .bind("id", row.id())
                .bind("quantity", quantity)
                .execute();
    }

    /** Keeps exports that began before now from overwriting a product's row. */
    static void touch(Handle handle, UUID user, String externalStockId) {
        handle.createUpdate(sql("touch"))
                .bind("user", user)
                .bind("product", externalStockId)
                .execute();
    }

    private static String sql(String name) {
        return Sql.of(StockRows.class, name);
    }
}
