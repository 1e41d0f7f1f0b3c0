package io.brxsync.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL server and its pool. Immutable; never prints the password.
 *
 * @param jdbcUrl without credentials
 * @param user login name, null for the driver's default
 * @param password null when none is needed
 * @param pool how many connections
 * @param transactionTimeout longest transaction, and longest wait for a connection
 */
public record PostgresConfig(
        String jdbcUrl,
        @Nullable String user,
        @Nullable Secret password,
        PoolConfig pool,
        Duration transactionTimeout) {

    private static final String VARIABLE = "DATABASE_URL";

    static Optional<PostgresConfig> from(Env env) {
        PoolConfig pool = PoolConfig.from(env, "DB_POOL_SIZE", 50, "DB_MAX_OVERFLOW", 100);
        Duration timeout = Duration.ofSeconds(env.integer("DB_TRANSACTION_TIMEOUT", 30, 1, 3600));
        return env.parsed(VARIABLE, url -> parse(url, pool, timeout));
    }

    /**
     * A database address as {@code DATABASE_URL} takes it: {@code postgresql://user:password@host:port/database}, the
     * same with a driver such as {@code postgresql+asyncpg://}, or a JDBC URL.
     *
     * @throws IllegalArgumentException with a message that repeats no credentials
     */
    public static PostgresConfig parse(String url, PoolConfig pool, Duration transactionTimeout) {
        String plain = url.startsWith("jdbc:") ? url.substring(5) : url;
        String rest = plain.replaceFirst("^postgres(ql)?(\\+[a-z0-9]+)?://", "postgresql://");
        if (!rest.startsWith("postgresql://")) {
            throw new IllegalArgumentException("expected postgresql://user:password@host:port/database");
        }
        URI uri;
        try {
            uri = new URI(rest);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "not a URL near position " + e.getIndex() + "; write special characters in the password as %XX");
        }
        String host = uri.getHost();
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (host == null || path.length() < 2) {
            throw new IllegalArgumentException(
                    "host or database is missing in postgresql://user:password@host/database");
        }
        String query = Arrays.stream(
                        uri.getRawQuery() == null
                                ? new String[0]
                                : uri.getRawQuery().split("&"))
                .filter(parameter -> !parameter.startsWith("user=") && !parameter.startsWith("password="))
                .collect(Collectors.joining("&"));
        String jdbcUrl = "jdbc:postgresql://" + host + ":" + (uri.getPort() < 0 ? 5432 : uri.getPort()) + path
                + (query.isEmpty() ? "" : "?" + query);
        String[] login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        String user = login.length > 0 ? decoded(login[0]) : parameter(uri, "user");
        String password = login.length > 1 ? decoded(login[1]) : parameter(uri, "password");
        return new PostgresConfig(
                jdbcUrl, user, password == null ? null : new Secret(password), pool, transactionTimeout);
    }

    /** Host, port and database, for messages. */
    public String address() {
        return jdbcUrl.substring("jdbc:postgresql://".length()).replaceFirst("\\?.*", "");
    }

    private static @Nullable String parameter(URI uri, String name) {
        if (uri.getRawQuery() == null) {
            return null;
        }
        return Arrays.stream(uri.getRawQuery().split("&"))
                .filter(parameter -> parameter.startsWith(name + "="))
                .map(parameter -> decoded(parameter.substring(name.length() + 1)))
                .findFirst()
                .orElse(null);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
