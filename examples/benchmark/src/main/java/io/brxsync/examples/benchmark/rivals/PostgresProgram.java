package io.brxsync.examples.benchmark.rivals;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A queue system in PostgreSQL; takes {@code "each N"}, {@code "together N"}, {@code "drain N"} and {@code "rest 0"} too. */
abstract class PostgresProgram extends JvmProgram {
    static final int TOGETHER = 500;
    private static final int PATIENCE_MINUTES = 5;
    private static final int MORE_CONNECTIONS = 4;

    final HikariDataSource database;
    final Terms terms;
    /** Of the drain that runs; written before any worker is there. */
    private volatile CountDownLatch left = new CountDownLatch(0);

    PostgresProgram(Terms terms) {
        this.terms = terms;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(terms.url());
        config.setMaximumPoolSize(terms.threads() + MORE_CONNECTIONS);
        this.database = new HikariDataSource(config);
    }

    @Override
    final Object step(String name, int[] numbers) throws Exception {
        switch (name) {
            case "each" -> enqueueEach(numbers[0]);
            case "together" -> enqueueTogether(numbers[0]);
            case "drain" -> drain(numbers[0]);
            case "rest" -> rest();
            default -> {
                return super.step(name, numbers);
            }
        }
        return "done";
    }

    private void drain(int tasks) throws Exception {
        left = new CountDownLatch(tasks);
        startWorker(false);
        if (!left.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(left.getCount() + " of " + tasks + " tasks were not handled within "
                    + PATIENCE_MINUTES + " minutes");
        }
        // Handled is not settled.
        while (held() > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    final void work() throws Exception {
        startWorker(true);
    }

    /** What the handler of a task that does nothing does. */
    final void handled() {
        left.countDown();
    }

    abstract void enqueueEach(int tasks);

    abstract void enqueueTogether(int tasks);

    /** Starts a worker that looks at priorities or does not. */
    abstract void startWorker(boolean ranking);

    abstract void rest();

    @Override
    public final void close() {
        rest();
        database.close();
    }
}
