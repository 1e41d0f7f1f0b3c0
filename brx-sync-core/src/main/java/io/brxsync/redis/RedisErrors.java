package io.brxsync.redis;

import io.brxsync.BrxException;
import java.util.Locale;
import org.redisson.RedissonShutdownException;
import org.redisson.client.RedisAuthRequiredException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisOutOfMemoryException;
import org.redisson.client.RedisTryAgainException;
import org.redisson.client.WriteRedisConnectionException;

/** What Redisson's exceptions mean for us; the only place that tells them apart. */
final class RedisErrors {
    private RedisErrors() {}

    static BrxException translate(RedisException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (e instanceof RedisOutOfMemoryException || message.contains("OOM command not allowed")) {
            return BrxException.unavailable(
                    "Redis is full (maxmemory); nothing was enqueued. Raise maxmemory or let workers catch up",
                    null,
                    e);
        }
        if (e instanceof RedisAuthRequiredException || message.contains("NOAUTH") || message.contains("WRONGPASS")) {
            return BrxException.of(
                    BrxException.Kind.CONFIGURATION, "Redis refuses the login; check the password in REDIS_URL", e);
        }
        if (e instanceof RedisTryAgainException || message.contains("TRYAGAIN")) {
            return BrxException.unavailable(
                    "Redis Cluster moves this namespace's keys to another server; nothing was changed", null, e);
        }
        if (message.contains("ERR Error running script") || message.contains("user_script")) {
            return BrxException.of(BrxException.Kind.BUG, "A queue script failed: " + firstLine(message), e);
        }
        if (e instanceof RedissonShutdownException || e instanceof WriteRedisConnectionException) {
            return BrxException.unavailable("Redis connection is closed", null, e);
        }
        return BrxException.unavailable("Redis is not reachable: " + firstLine(message), null, e);
    }

    /** Redisson puts whole commands into its messages; none of that is for a log. */
    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        int params = line.toLowerCase(Locale.ROOT).indexOf("params:");
        String cut = params < 0 ? line : line.substring(0, params);
        int command = cut.toLowerCase(Locale.ROOT).indexOf("command:");
        cut = (command < 0 ? cut : cut.substring(0, command)).strip();
        return cut.length() > 200 ? cut.substring(0, 200) + "…" : cut;
    }
}
