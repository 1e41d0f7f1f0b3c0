package io.brxsync.store;

import io.brxsync.config.MySqlConfig;
import io.brxsync.config.PostgresConfig;
import org.jspecify.annotations.Nullable;

/**
 * How messages speak of one server. Immutable.
 *
 * @param product the server's name
 * @param address host, port and database, or whose connection it is
 * @param login the variables that say where the server is and who logs in
 * @param poolSize the variables that bound the pool
 * @param schemaAdvice what to do when a table is missing
 */
record Server(String product, String address, String login, String poolSize, String schemaAdvice) {

    static Server postgres(@Nullable PostgresConfig config) {
        return new Server(
                "PostgreSQL",
                config == null ? "the application's DataSource" : config.address(),
                config == null ? "the application's DataSource" : "DATABASE_URL",
                config == null ? "the application's pool" : "DB_POOL_SIZE and DB_MAX_OVERFLOW",
                "run `brx-sync migrate`");
    }

    static Server mysql(MySqlConfig config) {
        return new Server(
                "MySQL",
                config.address(),
                "MYSQL_USER, MYSQL_PASSWORD and MYSQL_DATABASE",
                "MYSQL_POOL_SIZE and MYSQL_POOL_MAX_OVERFLOW",
                "check MYSQL_DATABASE and MYSQL_CATALOG_TABLES");
    }
}
