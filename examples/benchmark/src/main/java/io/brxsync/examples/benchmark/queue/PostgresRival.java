package io.brxsync.examples.benchmark.queue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.brxsync.examples.benchmark.setting.Usage;
import io.brxsync.examples.services.LocalPostgres;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A queue in a PostgreSQL of its own whose worker is in this process. */
abstract class PostgresRival implements Contestant {
    static final int TOGETHER = 500;
    private static final int PATIENCE_MINUTES = 5;
    private static final int MORE_CONNECTIONS = 4;

    final HikariDataSource database;
    final int threads;
    private final LocalPostgres postgres;
    /** Of the drain that runs; written before any worker is there. */
    private volatile CountDownLatch left = new CountDownLatch(0);

    PostgresRival(int threads, boolean careful) {
        // The same promise as Redis with appendfsync everysec: a power cut costs the last moments, and nothing else.
        this.postgres =
                careful ? LocalPostgres.startDurable(Map.of("synchronous_commit", "off")) : LocalPostgres.start();
        this.threads = threads;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.jdbcUrl());
        config.setMaximumPoolSize(threads + MORE_CONNECTIONS);
        this.database = new HikariDataSource(config);
    }

    @Override
    public final void drain(int tasks) throws Exception {
        left = new CountDownLatch(tasks);
        startWorker();
        if (!left.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(left.getCount() + " of " + tasks + " tasks were not handled within "
                    + PATIENCE_MINUTES + " minutes");
        }
        // Handled is not settled.
        while (holdsAny()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** What the handler of a task does. */
    final void handled() {
        left.countDown();
    }

    abstract void startWorker() throws Exception;

    /** Whether a task waits or is being worked on. */
    abstract boolean holdsAny() throws Exception;

    @Override
    public final OptionalDouble postgresCpuSeconds() {
        return OptionalDouble.of(Usage.of(postgres.pid()).cpuSeconds());
    }

    @Override
    public final void close() throws Exception {
        rest();
        database.close();
        postgres.close();
    }
}
