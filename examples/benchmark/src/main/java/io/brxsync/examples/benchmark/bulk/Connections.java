package io.brxsync.examples.benchmark.bulk;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Connections that stay open from one seller to the next, as those of a service do: never more than its threads need. Thread-safe. */
final class Connections implements AutoCloseable {
    private final String jdbcUrl;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    Connections(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    /** What is done with one of them. */
    interface Work {
        /** Does it; what it leaves open is the next one's. */
        void with(Connection connection) throws Exception;
    }

    /** Lends one out for this; after a failure it is not used again. */
    void lend(Work work) throws Exception {
        Connection lent = idle.poll();
        Connection connection = lent == null ? DriverManager.getConnection(jdbcUrl) : lent;
        try {
            work.with(connection);
        } catch (Exception e) {
            connection.close();
            throw e;
        }
        idle.add(connection);
    }

    /** Lets their sessions tell what they have written, which they keep to themselves for ten seconds otherwise. */
    void tellWrites() throws SQLException {
        for (Connection connection : idle) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(Writes.TELL);
            }
        }
    }

    @Override
    public void close() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
