package io.brxsync.examples.chaos;

import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisOptions;
import java.util.List;
import java.util.Map;

/** PostgreSQL and Redis of this play alone, both set to keep what they acknowledge. Not thread-safe. */
final class Servers implements AutoCloseable {
    private static final String NAMESPACE = "chaos";

    private final LocalPostgres postgres;
    private final LocalRedis redis;
    private volatile long flushedAtMicros = Long.MAX_VALUE;

    private Servers(LocalPostgres postgres, LocalRedis redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    static Servers start() {
        LocalPostgres postgres = LocalPostgres.startDurable(Map.of("max_connections", "200"));
        return new Servers(
                postgres, LocalRedis.start(RedisOptions.defaults().with("appendonly yes", "appendfsync always")));
    }

    WorkerProcess.Rig rig() {
        return new WorkerProcess.Rig(
                postgres.jdbcUrl(),
                Map.of(
                        "DATABASE_URL",
                        postgres.url(),
                        "DB_POOL_SIZE",
                        "4",
                        "DB_MAX_OVERFLOW",
                        "4",
                        "REDIS_URL",
                        redis.url(),
                        "BRX_NAMESPACE",
                        NAMESPACE));
    }

    /** Does what a fault says, other than to workers and queues. */
    void suffer(Plan.Fault fault) {
        switch (fault.kind()) {
            case RESTART_REDIS -> redis.restart(true);
            case KILL_REDIS -> {
                redis.kill();
                redis.startAgain();
            }
            case FREEZE_REDIS -> redis.freeze();
            case DROP_CONNECTIONS -> {
                redis.command("CLIENT", "KILL", "TYPE", "normal");
                redis.command("CLIENT", "KILL", "TYPE", "pubsub");
            }
            case FLUSH_REDIS -> {
                flushedAtMicros = Math.min(flushedAtMicros, System.currentTimeMillis() * 1000);
                redis.command("FLUSHALL");
            }
            case KILL_POSTGRES -> {
                postgres.kill();
                postgres.startAgain();
            }
            case KILL_WORKER, PAUSE_WORKER, PAUSE_QUEUE, HOLD_USER ->
                throw new IllegalArgumentException(fault.kind() + " is not about servers");
        }
    }

    /** Ends what {@link #suffer} has begun. */
    void recover() {
        redis.thaw();
    }

    /** When Redis lost its data first; tokens given before are smaller. */
    long flushedAtMicros() {
        return flushedAtMicros;
    }

    /** Keys of the namespace, without what a namespace keeps when it is empty. */
    long keysLeft() {
        Object keys = redis.command("KEYS", "{" + NAMESPACE + "}:*");
        if (!(keys instanceof List<?> list)) {
            throw new IllegalStateException("Redis answered " + keys);
        }
        return list.stream()
                .map(key -> String.valueOf(key).replaceFirst("^[^:]*:", ""))
                .filter(key ->
                        !key.matches("(meta|queues|workers|reports|sleep:.*|calls:.*|lock:.*|dead:.*|task:.*|more:.*)"))
                .count();
    }

    @Override
    public void close() {
        redis.close();
        postgres.close();
    }
}
