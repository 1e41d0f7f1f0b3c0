package io.brxsync.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.brxsync.config.MySqlConfig;
import io.brxsync.config.PoolConfig;
import io.brxsync.config.PostgresConfig;
import io.brxsync.config.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A connection pool that comes into being when the first connection is asked for, so that commands which need no
 * database start without one. Connections are opened on demand and given back to the server when idle. Thread-safe.
 */
final class LazyPool implements AutoCloseable {
    /** Long enough to ride out a rush, short enough that a command fails while somebody watches. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration IDLE = Duration.ofSeconds(45);

    private final HikariConfig config;
    /** Null until the first connection; guarded by this. */
    private @Nullable HikariDataSource pool;

    private LazyPool(HikariConfig config) {
        this.config = config;
    }

    static LazyPool postgres(PostgresConfig postgres, MeterRegistry meters) {
        Duration wait = shorter(postgres.transactionTimeout(), LONGEST_WAIT);
        HikariConfig config = config("brx-postgresql", postgres.pool(), wait, meters);
        config.setJdbcUrl(postgres.jdbcUrl());
        login(config, postgres.user(), postgres.password());
        config.addDataSourceProperty("ApplicationName", "brx-sync");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("connectTimeout", Long.toString(wait.toSeconds()));
        // Details repeat the values of rows, and those may be secret.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        return new LazyPool(config);
    }

    static LazyPool mysql(MySqlConfig mysql, Duration timeout, MeterRegistry meters) {
        Duration wait = shorter(timeout, LONGEST_WAIT);
        HikariConfig config = config("brx-mysql", mysql.pool(), wait, meters);
        String host = mysql.host().contains(":") ? "[" + mysql.host() + "]" : mysql.host();
        config.setJdbcUrl("jdbc:mysql://" + host + ":" + mysql.port() + "/" + mysql.database());
        login(config, mysql.user(), mysql.password());
        config.setReadOnly(true);
        config.addDataSourceProperty("connectTimeout", Long.toString(wait.toMillis()));
        config.addDataSourceProperty("socketTimeout", Long.toString(timeout.toMillis()));
        // Without TLS the default login of MySQL 8 has to fetch the server's public key.
        config.addDataSourceProperty("allowPublicKeyRetrieval", "true");
        return new LazyPool(config);
    }

    private static HikariConfig config(String name, PoolConfig size, Duration wait, MeterRegistry meters) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(size.max());
        config.setIdleTimeout(IDLE.toMillis());
        config.setConnectionTimeout(wait.toMillis());
        // The first contact below fails faster and says why; the pool itself would log a stack trace.
        config.setInitializationFailTimeout(-1);
        config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        return config;
    }

    private static void login(HikariConfig config, @Nullable String user, @Nullable Secret password) {
        config.setUsername(user);
        config.setPassword(password == null ? null : password.value());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** A pooled connection; closing it gives it back. */
    Connection connection() throws SQLException {
        return opened().getConnection();
    }

    private synchronized HikariDataSource opened() throws SQLException {
        if (pool == null) {
            firstContact();
            pool = new HikariDataSource(config);
        }
        return pool;
    }

    private void firstContact() throws SQLException {
        Properties properties = new Properties();
        properties.putAll(config.getDataSourceProperties());
        if (config.getUsername() != null) {
            properties.put("user", config.getUsername());
        }
        if (config.getPassword() != null) {
            properties.put("password", config.getPassword());
        }
        DriverManager.getConnection(config.getJdbcUrl(), properties).close();
    }

    /** Connections lent out at the moment. */
    synchronized int lent() {
        return pool == null ? 0 : pool.getHikariPoolMXBean().getActiveConnections();
    }

    @Override
    public synchronized void close() {
        if (pool != null) {
            pool.close();
        }
    }
}
