package io.brxsync.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;

/**
 * A Redis server as an operator checks it. Immutable.
 *
 * @param version such as 7.2.4
 * @param evictionPolicy {@code maxmemory-policy}; anything but {@code noeviction} may drop tasks when memory is short
 * @param appendOnly whether the append-only file is on, without which a crash loses the last minutes
 * @param maxMemory limit in bytes, 0 for none
 * @param usedMemory bytes in use
 */
public record RedisServer(String version, String evictionPolicy, boolean appendOnly, long maxMemory, long usedMemory) {

    static RedisServer read(RedissonClient redisson) {
        try {
            Map<String, String> info = new HashMap<>();
            for (String section : List.of("server", "memory", "persistence")) {
                String text = redisson.getScript(StringCodec.INSTANCE)
                        .eval(
                                RScript.Mode.READ_ONLY,
                                "return redis.call('INFO', ARGV[1])",
                                RScript.ReturnType.STRING,
                                List.of("info"),
                                section);
                text.lines().forEach(line -> {
                    int colon = line.indexOf(':');
                    if (colon > 0) {
                        info.put(
                                line.substring(0, colon),
                                line.substring(colon + 1).strip());
                    }
                });
            }
            return new RedisServer(
                    info.getOrDefault("redis_version", "unknown"),
                    info.getOrDefault("maxmemory_policy", "unknown"),
                    "1".equals(info.get("aof_enabled")),
                    Long.parseLong(info.getOrDefault("maxmemory", "0")),
                    Long.parseLong(info.getOrDefault("used_memory", "0")));
        } catch (RedisException e) {
            throw RedisErrors.translate(e);
        }
    }
}
