package io.brxsync.examples.benchmark.rivals;

import io.brxsync.examples.benchmark.setting.Usage;
import io.brxsync.examples.services.LocalPostgres;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A queue system with the PostgreSQL that it may need; any number of processes enqueue and work there. For one thread. */
public final class Site implements AutoCloseable {
    private final QueueSystem system;
    private final Setup setup;
    private final @Nullable LocalPostgres postgres;

    /** Starts the PostgreSQL, if it needs one. */
    public Site(QueueSystem system, Setup setup) {
        this.system = system;
        this.setup = setup;
        this.postgres = system.isInPostgres() ? postgres(setup.careful()) : null;
    }

    private static LocalPostgres postgres(boolean careful) {
        // The same promise as Redis with appendfsync everysec: a power cut costs the last moments, and nothing else.
        return careful ? LocalPostgres.startDurable(Map.of("synchronous_commit", "off")) : LocalPostgres.start();
    }

    /**
     * Starts a process that can enqueue, and work once it is told to.
     *
     * @throws IOException when it cannot; the message says what it needs
     */
    public QueueProcess start() throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "REDIS_URL", setup.redisUrl(),
                "THREADS", Integer.toString(setup.threads()),
                "LEASE", Long.toString(setup.lease().toSeconds())));
        if (postgres != null) {
            environment.put("JDBC_URL", postgres.jdbcUrl());
        }
        return QueueProcess.start(system, environment, setup.interpreters());
    }

    /** CPU that its PostgreSQL has used so far, in seconds; empty where the tasks are in Redis. */
    public OptionalDouble postgresCpuSeconds() {
        return postgres == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(Usage.of(postgres.pid()).cpuSeconds());
    }

    @Override
    public void close() {
        if (postgres != null) {
            postgres.close();
        }
    }
}
