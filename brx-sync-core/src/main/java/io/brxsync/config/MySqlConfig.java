package io.brxsync.config;

import io.brxsync.BrxException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The MySQL server with the blueprint catalogue, which is only ever read. Immutable; never prints the password.
 *
 * @param host server
 * @param port port
 * @param user login name
 * @param password null when none is needed
 * @param database schema name
 * @param pool how many connections
 */
public record MySqlConfig(
        String host, int port, String user, @Nullable Secret password, String database, PoolConfig pool) {

    static Optional<MySqlConfig> from(Env env) {
        return env.text("MYSQL_HOST")
                .map(host -> new MySqlConfig(
                        host,
                        env.integer("MYSQL_PORT", 3306, 1, 65_535),
                        required(env, "MYSQL_USER"),
                        env.text("MYSQL_PASSWORD").map(Secret::new).orElse(null),
                        required(env, "MYSQL_DATABASE"),
                        PoolConfig.from(env, "MYSQL_POOL_SIZE", 20, "MYSQL_POOL_MAX_OVERFLOW", 20)));
    }

    /** Host, port and database, for messages. */
    public String address() {
        return host + ":" + port + "/" + database;
    }

    private static String required(Env env, String name) {
        return env.text(name)
                .orElseThrow(() -> BrxException.configuration(
                        name + " is not set; it is needed because MYSQL_HOST is set (unset both to do without a"
                                + " catalogue)"));
    }
}
