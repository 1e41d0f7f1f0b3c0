package io.brxsync.redis;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.Services;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A namespace of its own on the shared Redis. */
final class TestRedis implements AutoCloseable {
    private final RedisBackend backend;

    private TestRedis(RedisBackend backend) {
        this.backend = backend;
    }

    static TestRedis fresh(String url) {
        BrxConfig config = BrxConfig.from(
                Map.of("REDIS_URL", url, "BRX_NAMESPACE", Services.redis().freshNamespace()));
        return new TestRedis(RedisBackend.connect(config.redis(), new SimpleMeterRegistry()));
    }

    RedisBackend backend() {
        return backend;
    }

    String key(String name) {
        return "{" + backend.namespace() + "}:" + name;
    }

    Object command(String... words) {
        return Services.redis().command(words);
    }

    /** All keys of the namespace. */
    List<String> keys() {
        Object found = command("KEYS", key("*"));
        return ((List<?>) found).stream().map(String::valueOf).toList();
    }

    /** Removes all of them. */
    void clear() {
        keys().forEach(key -> command("DEL", key));
    }

    /** Waits until Redis' own clock, which nobody can turn, has moved on. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.plusMillis(2).toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Override
    public void close() {
        backend.close();
    }
}
