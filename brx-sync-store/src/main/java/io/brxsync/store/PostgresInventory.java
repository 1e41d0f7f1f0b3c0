package io.brxsync.store;

import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryStore;
import java.util.UUID;

/** The mirror in {@code user_inventory_items}. Thread-safe. */
final class PostgresInventory implements InventoryStore {
    private final Database database;
    private final PropertyTexts properties = new PropertyTexts();

    PostgresInventory(Database database) {
        this.database = database;
    }

    @Override
    public InventoryMerge begin(UUID user) {
        return StagedMerge.begin(database, properties, user);
    }

    @Override
    public long count(UUID user) {
        return database.inTransaction(handle -> handle.createQuery(Sql.of(PostgresInventory.class, "count"))
                .bind("user", user)
                .mapTo(Long.class)
                .one());
    }
}
