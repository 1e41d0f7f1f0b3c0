package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.config.PostgresConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Compares the pool of one process with what PostgreSQL allows all together. */
final class ConnectionLimits {
    private ConnectionLimits() {}

    static Finding check(PostgresConfig config) {
        try (Connection connection = DriverManager.getConnection(config.jdbcUrl(), login(config));
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql())) {
            row.next();
            return compared(config.pool().max(), row.getInt("available"), row.getInt("in_use"));
        } catch (SQLException e) {
            // The probe before has said what is wrong, in better words.
            throw BrxException.unavailable(
                    "The connection limit of PostgreSQL at " + config.address() + " cannot be read", null, e);
        }
    }

    static Finding compared(int pool, int available, int inUse) {
        String text = "a process opens at most " + pool + " connections, PostgreSQL allows " + available + " in all, "
                + inUse + " are open";
        return pool <= available
                ? Finding.ok("connections", text)
                : Finding.warn(
                        "connections",
                        text + "; lower DB_POOL_SIZE and DB_MAX_OVERFLOW, or raise max_connections (connections are"
                                + " opened on demand: with -c 8 a worker holds about 10)");
    }

    private static Properties login(PostgresConfig config) {
        Properties login = new Properties();
        login.setProperty("ApplicationName", "brx-sync doctor");
        login.setProperty("connectTimeout", "10");
        login.setProperty("socketTimeout", "10");
        if (config.user() != null) {
            login.setProperty("user", config.user());
        }
        if (config.password() != null) {
            login.setProperty("password", config.password().value());
        }
        return login;
    }

    private static String sql() {
        try (InputStream file = ConnectionLimits.class.getResourceAsStream("connection_limits.sql")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
