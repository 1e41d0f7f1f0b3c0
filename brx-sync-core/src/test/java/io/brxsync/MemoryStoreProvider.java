package io.brxsync;

import io.brxsync.config.BrxConfig;
import io.brxsync.port.AccountStore;
import io.brxsync.port.BlueprintCatalog;
import io.brxsync.port.InventoryStore;
import io.brxsync.port.OutboundStore;
import io.brxsync.port.StockLedger;
import io.brxsync.port.SyncStore;
import io.brxsync.spi.StoreProvider;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A store in memory: operations as they should be, users as a test names them, nothing else. */
public final class MemoryStoreProvider implements StoreProvider {
    @Override
    public SyncStore open(BrxConfig config, @Nullable DataSource existing, Environment environment) {
        MemoryOperations operations = new MemoryOperations(environment.clock());
        AccountStore accounts = Stubs.of(
                AccountStore.class, Map.of("stale", arguments -> operations.staleUsers((Duration) arguments[0])));
        return Stubs.of(
                SyncStore.class,
                Map.of(
                        "operations", none -> operations,
                        "accounts", none -> accounts,
                        "stock", none -> Stubs.of(StockLedger.class, Map.of("purgeBefore", before -> 0L)),
                        "outbound",
                                none -> Stubs.of(
                                        OutboundStore.class,
                                        Map.of(
                                                "purgeSettledBefore",
                                                before -> 0L,
                                                "reviewGivenUp",
                                                nothing -> List.of(),
                                                "followStranded",
                                                nothing -> List.of())),
                        "inventory", none -> Stubs.of(InventoryStore.class, Map.of()),
                        "catalog", none -> Stubs.of(BlueprintCatalog.class, Map.of()),
                        "close", MemoryStoreProvider::nothing));
    }

    private static @Nullable Object nothing(Object[] arguments) {
        return null;
    }
}
