package io.brxsync.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The Redis server. Immutable; never prints the password.
 *
 * @param url {@code redis://} or {@code rediss://}, may hold credentials
 * @param redissonFile a Redisson YAML file for Sentinel and Cluster, null to use {@code url}
 * @param maxConnections most connections of this process
 * @param namespace prefix of all keys
 */
public record RedisConfig(Secret url, @Nullable Path redissonFile, int maxConnections, String namespace) {

    static RedisConfig from(Env env) {
        Secret url =
                env.parsed("REDIS_URL", RedisConfig::checked).orElseGet(() -> new Secret("redis://localhost:6379/0"));
        return new RedisConfig(
                url,
                env.parsed("REDISSON_CONFIG", Path::of).orElse(null),
                env.integer("REDIS_MAX_CONNECTIONS", 50, 2, 10_000),
                env.parsed("BRX_NAMESPACE", RedisConfig::checkedNamespace).orElse("brx"));
    }

    /** Host, port and database, or the file, for messages. */
    public String address() {
        if (redissonFile != null) {
            return redissonFile.toString();
        }
        URI uri = URI.create(url.value());
        return uri.getHost() + ":" + (uri.getPort() < 0 ? 6379 : uri.getPort())
                + (uri.getPath() == null ? "" : uri.getPath());
    }

    /** The number of the database that the URL names, 0 without one. */
    public int database() {
        String path = Objects.requireNonNullElse(URI.create(url.value()).getPath(), "");
        String number = path.startsWith("/") ? path.substring(1) : path;
        return number.isEmpty() ? 0 : Integer.parseInt(number);
    }

    static Secret checked(String value) {
        try {
            URI uri = URI.create(value);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean database = uri.getPath() == null || uri.getPath().matches("/?|/[0-9]{1,4}");
            if ((scheme.equals("redis") || scheme.equals("rediss")) && uri.getHost() != null && database) {
                return new Secret(value);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a URL; write special characters in the password as %XX");
        }
        throw new IllegalArgumentException("expected redis://[:password@]host:port/database or rediss://…");
    }

    private static String checkedNamespace(String value) {
        if (!value.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("expected 1 to 64 letters, digits, dots, dashes or underscores");
        }
        return value;
    }
}
