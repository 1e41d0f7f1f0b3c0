package io.brxsync.examples.benchmark.setting;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Asks the database how far the work is, over one connection. For one thread. */
public final class Ledger implements AutoCloseable {
    /** Operations that have not ended. */
    public static final String UNDER_WAY =
            "select count(*) from sync_operations where status in ('pending', 'running')";

    /** Operations that failed. */
    public static final String FAILED = "select count(*) from sync_operations where status = 'failed'";

    /** Changes of products that CardTrader has not confirmed. */
    public static final String UNCONFIRMED = "select count(*) from outbound_changes where settled_at is null";

    private final Connection connection;
    private final Statement statement;

    /** Of the database that is in use. */
    public Ledger(Setting setting) throws SQLException {
        this.connection = setting.database().connect();
        this.statement = connection.createStatement();
    }

    /** A number. */
    public long count(String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Waits until a number is 0, looking often enough to be right to this time.
     *
     * @throws IllegalStateException if it is not within this time
     */
    public void awaitNone(String sql, Duration every, Duration patience) throws SQLException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = count(sql); left > 0; left = count(sql)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(left + " were left after " + patience + ": " + sql);
            }
            LockSupport.parkNanos(every.toNanos());
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
