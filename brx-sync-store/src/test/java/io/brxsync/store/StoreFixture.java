package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.brxsync.config.BrxConfig;
import io.brxsync.config.Secret;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.port.ExportedProduct;
import io.brxsync.spi.StoreProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store on a database of its own. Closing it fails if a connection was not given back. */
final class StoreFixture implements AutoCloseable {
    static final Secret KEY = TokenCipher.generateKey();

    /** Where and how the store runs; whatever is tested has to hold in all of them. */
    enum Surroundings {
        /** The store's own pool; everything in UTC. */
        HOME,
        /** JVM and session in other time zones, half hours off, and a locale with an "i" of its own. */
        COLOMBO,
        /** The application's pool, whose sessions are in a serializable transaction from the start. */
        APPLICATION_POOL
    }

    /** A database per surroundings for the whole JVM: making and removing one takes longer than most tests. */
    private static final Map<Surroundings, PostgresDatabase> MIGRATED = new ConcurrentHashMap<>();

    final PostgresDatabase database;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final PostgresStore store;
    private final boolean ownDatabase;
    private final @Nullable HikariDataSource pool;
    private final TimeZone timeZone = TimeZone.getDefault();
    private final Locale locale = Locale.getDefault();

    private StoreFixture(PostgresDatabase database, Surroundings surroundings, boolean ownDatabase) {
        this.database = database;
        this.ownDatabase = ownDatabase;
        this.pool = surroundings == Surroundings.APPLICATION_POOL ? applicationPool(database) : null;
        if (surroundings == Surroundings.COLOMBO) {
            execute("alter database \"" + database.name() + "\" set timezone = 'America/St_Johns'");
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Colombo"));
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        }
        this.store = open(config(database.url(), Map.of()), pool, meters);
    }

    /** An empty database of its own. */
    static StoreFixture empty() {
        return new StoreFixture(Services.postgres().freshDatabase(), Surroundings.HOME, true);
    }

    /** Empty tables; the schema has to stay as it is, because the next test gets the same ones. */
    static StoreFixture migrated(Surroundings surroundings) {
        PostgresDatabase database = MIGRATED.computeIfAbsent(
                surroundings, any -> Services.postgres().freshDatabase());
        StoreFixture fixture = new StoreFixture(database, surroundings, false);
        fixture.store.migrate();
        fixture.execute("truncate user_sync_settings, user_inventory_items, sync_operations, stock_movements,"
                + " marketplace_orders, marketplace_order_items, order_polls, inventory_reads, outbound_changes");
        fixture.execute("select pg_stat_reset()");
        return fixture;
    }

    static BrxConfig config(String databaseUrl, Map<String, String> more) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", databaseUrl);
        variables.put("FERNET_KEY", KEY.value());
        variables.putAll(more);
        return BrxConfig.from(variables);
    }

    static PostgresStore open(BrxConfig config, @Nullable HikariDataSource pool) {
        return open(config, pool, new SimpleMeterRegistry());
    }

    private static PostgresStore open(BrxConfig config, @Nullable HikariDataSource pool, MeterRegistry meters) {
        return (PostgresStore) new PostgresStoreProvider()
                .open(config, pool, new StoreProvider.Environment(InstantSource.system(), meters));
    }

    private static HikariDataSource applicationPool(PostgresDatabase database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
        config.setMaximumPoolSize(5);
        return new HikariDataSource(config);
    }

    void execute(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    /** The first column of all rows, as text. */
    List<String> column(String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    String value(String sql) {
        return column(sql).get(0);
    }

    static ExportedProduct product(long id, int blueprint, int quantity) {
        return new ExportedProduct(
                id,
                blueprint,
                quantity,
                100,
                "EUR",
                1,
                new ExportedProduct.Details("{\"condition\":\"Near Mint\"}", null, null, null));
    }

    @Override
    public void close() {
        int lent = store.lentConnections()
                + (pool == null ? 0 : pool.getHikariPoolMXBean().getActiveConnections());
        store.close();
        if (pool != null) {
            pool.close();
        }
        TimeZone.setDefault(timeZone);
        Locale.setDefault(locale);
        if (ownDatabase) {
            drop();
        }
        assertThat(lent).as("connections not given back").isZero();
    }

    private void drop() {
        try (Connection connection = Services.postgres().database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database \"" + database.name() + "\" with (force)");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
