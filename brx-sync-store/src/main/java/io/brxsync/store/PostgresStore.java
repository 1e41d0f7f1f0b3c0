package io.brxsync.store;

import io.brxsync.config.BrxConfig;
import io.brxsync.config.MySqlConfig;
import io.brxsync.config.PostgresConfig;
import io.brxsync.port.AccountStore;
import io.brxsync.port.BlueprintCatalog;
import io.brxsync.port.InventoryStore;
import io.brxsync.port.OperationStore;
import io.brxsync.port.OutboundStore;
import io.brxsync.port.StockLedger;
import io.brxsync.port.SyncStore;
import io.brxsync.spi.StoreProvider;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Assembles the store: pool, transactions, the ports on them, and the catalogue's pool beside. Thread-safe. */
final class PostgresStore implements SyncStore {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

    private final List<LazyPool> pools = new ArrayList<>();
    private final List<Probe> probes = new ArrayList<>();
    private final Supplier<List<String>> migrations;
    private final AccountStore accounts;
    private final InventoryStore inventory;
    private final StockLedger stock;
    private final OperationStore operations;
    private final OutboundStore outbound;
    private final BlueprintCatalog catalog;

    private PostgresStore(BrxConfig config, @Nullable DataSource existing, StoreProvider.Environment environment) {
        PostgresConfig postgres = existing == null ? config.requirePostgres() : config.postgres();
        Duration limit = postgres == null ? DEFAULT_LIMIT : postgres.transactionTimeout();
        Server server = Server.postgres(existing == null ? postgres : null);
        SqlErrors errors = new SqlErrors(server);
        Database database;
        if (existing == null) {
            LazyPool pool = pooled(LazyPool.postgres(config.requirePostgres(), environment.meters()));
            database = new Database(pool::connection, errors, limit);
            migrations = () -> new Migrations(errors).apply(Migrations.unlimited(config.requirePostgres()));
        } else {
            database = new Database(existing::getConnection, errors, limit);
            migrations = () -> new Migrations(errors).apply(existing);
        }
        probes.add(new PostgresProbe(database, server));
        accounts = new PostgresAccounts(database, config.fernetKeys());
        inventory = new PostgresInventory(database);
        TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), environment.clock());
        Outbox outbox = new Outbox(codec);
        stock = new PostgresStock(database, outbox);
        operations = new PostgresOperations(database, outbox);
        outbound = new PostgresOutbound(database, codec, outbox);
        catalog = config.mysql() == null ? BlueprintCatalog.acceptAll() : catalog(config.mysql(), limit, environment);
    }

    static SyncStore open(BrxConfig config, @Nullable DataSource existing, StoreProvider.Environment environment) {
        return new PostgresStore(config, existing, environment);
    }

    private BlueprintCatalog catalog(MySqlConfig config, Duration limit, StoreProvider.Environment environment) {
        LazyPool pool = pooled(LazyPool.mysql(config, limit, environment.meters()));
        MySqlCatalog mysql = new MySqlCatalog(pool, config);
        probes.add(mysql);
        return new CachedCatalog(mysql, environment.clock());
    }

    private LazyPool pooled(LazyPool pool) {
        pools.add(pool);
        return pool;
    }

    @Override
    public AccountStore accounts() {
        return accounts;
    }

    @Override
    public InventoryStore inventory() {
        return inventory;
    }

    @Override
    public StockLedger stock() {
        return stock;
    }

    @Override
    public OperationStore operations() {
        return operations;
    }

    @Override
    public OutboundStore outbound() {
        return outbound;
    }

    @Override
    public BlueprintCatalog catalog() {
        return catalog;
    }

    @Override
    public List<String> migrate() {
        return migrations.get();
    }

    @Override
    public List<Probe> probes() {
        return List.copyOf(probes);
    }

    /** Connections lent out at the moment by the store's own pools. */
    int lentConnections() {
        return pools.stream().mapToInt(LazyPool::lent).sum();
    }

    @Override
    public void close() {
        pools.forEach(LazyPool::close);
    }
}
