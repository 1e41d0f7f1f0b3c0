package io.brxsync.store;

import io.brxsync.port.Fence;
import io.brxsync.port.OrderSighting;
import io.brxsync.port.StockLedger;
import io.brxsync.port.StockMovement;
import io.brxsync.task.TaskMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The stock ledger, orders and polls in PostgreSQL. Thread-safe. */
final class PostgresStock implements StockLedger {
    private final Database database;
    private final Outbox outbox;

    PostgresStock(Database database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    @Override
    public Recorded record(
            Fence fence, UUID user, OrderSighting sighting, Function<Reread, List<TaskMessage>> followUps) {
        return database.inTransaction(handle -> {
            OrderTransaction recording = new OrderTransaction(handle, fence, user, sighting);
            recording.run();
            Reread reread = recording.reread();
            List<TaskMessage> written = reread.isEmpty() ? List.of() : followUps.apply(reread);
            List<TaskMessage> live = written.isEmpty() ? List.of() : outbox.enlist(handle, written);
            return new Recorded(recording.isNew(), recording.moved(), written, live);
        });
    }

    @Override
    public List<StockMovement> history(UUID user, @Nullable String externalStockId, int limit) {
        return database.inTransaction(handle -> Movements.latest(handle, user, externalStockId, limit));
    }

    @Override
    public Optional<Instant> readSince(UUID user) {
        return database.inTransaction(handle -> handle.createQuery(sql("read_since"))
                .bind("user", user)
                .map((row, context) -> Optional.ofNullable(instant(row, "since")))
                .one());
    }

    @Override
    public Optional<OrderCursor> cursor(UUID user) {
        return database.inTransaction(handle -> cursor(handle, user));
    }

    private static Optional<OrderCursor> cursor(Handle handle, UUID user) {
        return handle.createQuery(sql("cursor"))
                .bind("user", user)
                .map((row, context) -> new OrderCursor(
                        row.getLong("first_id"),
                        row.getLong("cursor_id"),
                        row.getObject("polled_at", OffsetDateTime.class).toInstant(),
                        instant(row, "webhook_checked_at"),
                        instant(row, "webhook_missing_since")))
                .findOne();
    }

    @Override
    public void moveCursor(Fence fence, UUID user, OrderCursor cursor) {
        database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return handle.createUpdate(sql("move_cursor"))
                    .bind("user", user)
                    .bind("first", cursor.firstId())
                    .bind("cursor", cursor.orderId())
                    .bind("polledAt", utc(cursor.polledAt()))
                    .bind("checkedAt", utc(cursor.webhookCheckedAt()))
                    .bind("missingSince", utc(cursor.webhookMissingSince()))
                    .execute();
        });
    }

    @Override
    public List<Long> openOrders(UUID user, Instant readBefore, int limit) {
        return database.inTransaction(handle -> handle.createQuery(sql("open_orders"))
                .bind("user", user)
                .bind("before", utc(readBefore))
                .bind("limit", limit)
                .mapTo(Long.class)
                .list());
    }

    @Override
    public int countUnannounced(Fence fence, UUID user, Duration grace) {
        return database.inTransaction(handle -> {
            Fences.check(handle, fence);
            return handle.createUpdate(sql("count_unannounced"))
                    .bind("user", user)
                    .bind("seconds", seconds(grace))
                    .execute();
        });
    }

    @Override
    public OrderHealth health(UUID user, Duration recent) {
        return database.inTransaction(handle -> {
            OrderCursor cursor = cursor(handle, user).orElse(null);
            return handle.createQuery(sql("health"))
                    .bind("user", user)
                    .bind("seconds", seconds(recent))
                    .map((row, context) -> new OrderHealth(
                            row.getLong("orders"), row.getLong("unannounced"), instant(row, "last_webhook_at"), cursor))
                    .one();
        });
    }

    @Override
    public long purgeBefore(Instant time) {
        OffsetDateTime before = utc(time);
        return database.inChunks(handle -> Movements.purge(handle, before))
                + database.inChunks(handle -> handle.createQuery(sql("purge_orders"))
                        .bind("before", before)
                        .mapTo(Long.class)
                        .one());
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static String sql(String name) {
        return Sql.of(PostgresStock.class, name);
    }
}
