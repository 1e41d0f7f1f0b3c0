package io.brxsync.config;

import io.brxsync.BrxException;
import java.util.Arrays;
import java.util.List;
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
 * @param tables tables whose column {@code cardtrader_id} lists the known blueprints
 * @param pool how many connections
 */
public record MySqlConfig(
        String host,
        int port,
        String user,
        @Nullable Secret password,
        String database,
        List<String> tables,
        PoolConfig pool) {

    /** The tables of a catalogue that says nothing else. */
    public static final List<String> DEFAULT_TABLES =
            List.of("cards_prints", "op_prints", "pk_prints", "sealed_products");

    /** Refuses an empty list of tables and names that are not plain. */
    public MySqlConfig {
        tables = checked(tables);
    }

    static Optional<MySqlConfig> from(Env env) {
        return env.text("MYSQL_HOST")
                .map(host -> new MySqlConfig(
                        host,
                        env.integer("MYSQL_PORT", 3306, 1, 65_535),
                        required(env, "MYSQL_USER"),
                        env.text("MYSQL_PASSWORD").map(Secret::new).orElse(null),
                        required(env, "MYSQL_DATABASE"),
                        env.parsed("MYSQL_CATALOG_TABLES", MySqlConfig::names).orElse(DEFAULT_TABLES),
                        PoolConfig.from(env, "MYSQL_POOL_SIZE", 20, "MYSQL_POOL_MAX_OVERFLOW", 20)));
    }

    /** Host, port and database, for messages. */
    public String address() {
        return host + ":" + port + "/" + database;
    }

    private static List<String> names(String value) {
        return checked(Arrays.stream(value.split(",")).map(String::strip).toList());
    }

    private static List<String> checked(List<String> tables) {
        if (tables.isEmpty() || !tables.stream().allMatch(table -> table.matches("[A-Za-z0-9_$]{1,64}"))) {
            throw new IllegalArgumentException("expected table names of letters, digits, _ and $, separated by commas");
        }
        return List.copyOf(tables);
    }

    private static String required(Env env, String name) {
        return env.text(name)
                .orElseThrow(() -> BrxException.configuration(
                        name + " is not set; it is needed because MYSQL_HOST is set (unset both to do without a"
                                + " catalogue)"));
    }
}
