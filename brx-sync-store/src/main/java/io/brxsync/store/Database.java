package io.brxsync.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * Runs work in transactions on PostgreSQL. Every transaction has a time limit, on the server and, should the server fall
 * silent, on the socket; isolation is always READ COMMITTED, whatever the pool's default. Failures come out as {@link
 * io.brxsync.BrxException}. Thread-safe.
 */
final class Database {
    /** The server ends a transaction by itself first; only a silent one is cut off by the socket. */
    private static final Duration SOCKET_GRACE = Duration.ofSeconds(10);

    /** Cancelling one slow statement spares the connection, so that has to come first. */
    private static final Duration TRANSACTION_GRACE = Duration.ofSeconds(1);

    /** The first major version that knows {@code transaction_timeout}. */
    private static final int TRANSACTION_TIMEOUT_SINCE = 17;

    private final SqlErrors errors;
    private final Jdbi jdbi;
    private final Duration limit;

    /** Where connections come from; they are closed after use. */
    @FunctionalInterface
    interface Connections {
        Connection open() throws SQLException;
    }

    Database(Connections connections, SqlErrors errors, Duration limit) {
        this.errors = errors;
        this.limit = limit;
        this.jdbi = configured(Jdbi.create(() -> autoCommitting(connections.open())));
    }

    /** An application's pool may hand out connections that are inside a transaction from the start. */
    private static Connection autoCommitting(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
        }
        return connection;
    }

    /** Jdbi's messages would repeat the arguments of statements, and those may be secret. */
    private static Jdbi configured(Jdbi jdbi) {
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        jdbi.registerArrayType(String.class, "text");
        jdbi.registerArrayType(Long.class, "bigint");
        jdbi.registerArrayType(Integer.class, "integer");
        return jdbi;
    }

    /** One transaction within the usual limit. */
    <T> T inTransaction(HandleCallback<T, SQLException> work) {
        try (Session session = open()) {
            return session.inTransaction(work);
        }
    }

    /**
     * Deletes chunk by chunk, a transaction each, so that none is long.
     *
     * @param chunk deletes some rows and says how many
     * @return how many rows went in all
     */
    long inChunks(HandleCallback<Long, SQLException> chunk) {
        long all = 0;
        long rows;
        do {
            rows = inTransaction(chunk);
            all += rows;
        } while (rows > 0);
        return all;
    }

    /** Work inside a transaction of the caller, who commits; no limit is set. */
    <T> T inTransactionOf(Connection transaction, HandleCallback<T, SQLException> work) {
        return errors.translating(() -> {
            if (transaction.getAutoCommit()) {
                throw new IllegalArgumentException("The connection is not in a transaction: autoCommit is on");
            }
            try (Handle handle = configured(Jdbi.create(transaction)).open()) {
                return work.withHandle(handle);
            }
        });
    }

    /** A connection to keep for several transactions; the caller closes it. */
    Session open() {
        return errors.translating(() -> new Session(jdbi.open()));
    }

    /** The usual limit of a transaction. */
    Duration limit() {
        return limit;
    }

    /** A connection kept for several transactions. For one thread. */
    final class Session implements AutoCloseable {
        private final Handle handle;

        private Session(Handle handle) {
            this.handle = handle;
        }

        /** One transaction within the usual limit. */
        <T> T inTransaction(HandleCallback<T, SQLException> work) {
            return inTransaction(limit, work);
        }

        /** One transaction within a limit of its own. */
        <T> T inTransaction(Duration longest, HandleCallback<T, SQLException> work) {
            return errors.translating(() -> {
                try (SocketLimit ignored = new SocketLimit(handle.getConnection(), longest.plus(SOCKET_GRACE))) {
                    return handle.inTransaction(begun -> {
                        setUp(begun.getConnection(), longest);
                        return work.withHandle(begun);
                    });
                }
            });
        }

        @Override
        public void close() {
            errors.translating(() -> {
                handle.close();
                return null;
            });
        }
    }

    private static void setUp(Connection connection, Duration longest) throws SQLException {
        long millis = longest.toMillis();
        String limits = "set transaction isolation level read committed; set local statement_timeout = " + millis
                + "; set local idle_in_transaction_session_timeout = " + millis;
        if (connection.getMetaData().getDatabaseMajorVersion() >= TRANSACTION_TIMEOUT_SINCE) {
            limits += "; set local transaction_timeout = " + (millis + TRANSACTION_GRACE.toMillis());
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(limits);
        }
    }

    /** The socket's read limit for a while; puts back what was there before. */
    private static final class SocketLimit implements AutoCloseable {
        private final Connection connection;
        private final int before;

        SocketLimit(Connection connection, Duration limit) throws SQLException {
            this.connection = connection;
            this.before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
        }

        @Override
        public void close() throws SQLException {
            if (!connection.isClosed()) {
                connection.setNetworkTimeout(Runnable::run, before);
            }
        }
    }
}
