package io.brxsync.store;

import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryStore;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

/** The mirror in {@code user_inventory_items}. Thread-safe. */
final class PostgresInventory implements InventoryStore {
    private final Database database;
    private final PropertyTexts properties = new PropertyTexts();
    private final MirrorColumns columns = new MirrorColumns();

    PostgresInventory(Database database) {
        this.database = database;
    }

    @Override
    public InventoryMerge begin(UUID user) {
        OffsetDateTime now = database.inTransaction(handle -> handle.createQuery(Sql.of(MergeTransaction.class, "now"))
                .mapTo(OffsetDateTime.class)
                .one());
        return new StagedMerge(database, properties, columns, user, now);
    }

    @Override
    public InventoryMerge begin(UUID user, Instant exportStart) {
        return new StagedMerge(database, properties, columns, user, exportStart.atOffset(ZoneOffset.UTC));
    }

    @Override
    public long count(UUID user) {
        return database.inTransaction(handle -> handle.createQuery(Sql.of(PostgresInventory.class, "count"))
                .bind("user", user)
                .mapTo(Long.class)
                .one());
    }
}
