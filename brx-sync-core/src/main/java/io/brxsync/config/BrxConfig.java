package io.brxsync.config;

import io.brxsync.BrxException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration, checked. Parts that an application brings itself (a {@code DataSource}, a Redis client) may be
 * left out. Immutable; never prints a secret.
 *
 * @param postgres the database, null when the application brings a DataSource or needs none
 * @param mysql the blueprint catalogue, null for none: every blueprint is accepted
 * @param redis the Redis server
 * @param cardTrader the marketplace
 * @param limits the allowance per user
 * @param fernetKeys keys for tokens: the first encrypts, all decrypt; may be empty where no token is read
 * @param retention days that settled operations are kept
 */
public record BrxConfig(
        @Nullable PostgresConfig postgres,
        @Nullable MySqlConfig mysql,
        RedisConfig redis,
        CardTraderConfig cardTrader,
        LimitConfig limits,
        List<Secret> fernetKeys,
        int retention) {

    /** Copies the keys. */
    public BrxConfig {
        fernetKeys = List.copyOf(fernetKeys);
    }

    /** From this process' environment variables. */
    public static BrxConfig fromEnvironment() {
        return from(System.getenv());
    }

    /**
     * From variables.
     *
     * @throws BrxException {@code CONFIGURATION} with the name of the first bad variable
     */
    public static BrxConfig from(Map<String, String> variables) {
        Env env = new Env(variables);
        List<Secret> keys = env.text("FERNET_KEY").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .map(Secret::new)
                .toList();
        return new BrxConfig(
                PostgresConfig.from(env).orElse(null),
                MySqlConfig.from(env).orElse(null),
                RedisConfig.from(env),
                CardTraderConfig.from(env),
                LimitConfig.from(env),
                keys,
                env.integer("OPERATIONS_RETENTION_DAYS", 30, 1, 3650));
    }

    /** The same configuration with other limits. */
    public BrxConfig withLimits(LimitConfig other) {
        return new BrxConfig(postgres, mysql, redis, cardTrader, other, fernetKeys, retention);
    }

    /** The database, or a clear refusal. */
    public PostgresConfig requirePostgres() {
        return Optional.ofNullable(postgres)
                .orElseThrow(() -> BrxException.configuration(
                        "DATABASE_URL is not set; expected postgresql://user:password@host:port/database"));
    }

    /** What is in force, sorted and masked, for one log line at the start. */
    public SortedMap<String, String> summary() {
        SortedMap<String, String> summary = new TreeMap<>();
        summary.put("cardtrader", cardTrader.baseUrl() + " (" + cardTrader.maxConcurrency() + " in flight)");
        summary.put("catalog", mysql == null ? "none" : mysql.address());
        summary.put("fernet_keys", Integer.toString(fernetKeys.size()));
        summary.put("limits", limits.requests() + " per " + limits.window().toSeconds() + "s");
        summary.put("namespace", redis.namespace());
        summary.put(
                "postgresql",
                postgres == null
                        ? "given"
                        : postgres.address() + " (pool " + postgres.pool().max() + ")");
        summary.put("redis", redis.address());
        summary.put("retention_days", Integer.toString(retention));
        return summary;
    }
}
