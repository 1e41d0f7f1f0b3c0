package io.brxsync.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
        return inTransaction(Plans.USUAL, work);
    }

    /** One transaction within the usual limit, whose statements are planned like this. */
    <T> T inTransaction(Plans plans, HandleCallback<T, SQLException> work) {
        try (Session session = open()) {
            return session.inTransaction(limit, plans.settings(), work);
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
            return inTransaction(limit, Plans.USUAL.settings(), work);
        }

        /** One transaction within a limit of its own, and with these settings of the server. */
        <T> T inTransaction(Duration longest, Map<String, String> settings, HandleCallback<T, SQLException> work) {
            return errors.translating(() -> {
                try (SocketLimit ignored = new SocketLimit(handle.getConnection(), longest.plus(SOCKET_GRACE))) {
                    return handle.inTransaction(begun -> {
                        setUp(begun.getConnection(), longest, settings);
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

    private static void setUp(Connection connection, Duration longest, Map<String, String> more) throws SQLException {
        long millis = longest.toMillis();
        SortedMap<String, String> settings = new TreeMap<>(more);
        settings.put("statement_timeout", Long.toString(millis));
        settings.put("idle_in_transaction_session_timeout", Long.toString(millis));
        if (connection.getMetaData().getDatabaseMajorVersion() >= TRANSACTION_TIMEOUT_SINCE) {
            settings.put("transaction_timeout", Long.toString(millis + TRANSACTION_GRACE.toMillis()));
        }
        execute(connection, "set transaction isolation level read committed; " + setting(settings));
    }

    /** Settings of the transaction that is open, from now on. */
    static void set(Connection connection, Map<String, String> settings) throws SQLException {
        execute(connection, setting(new TreeMap<>(settings)));
    }

    /** One statement for all of them; the same settings give the same text, which the driver need not have parsed again. */
    private static String setting(SortedMap<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "set_config('" + setting.getKey() + "', '" + setting.getValue() + "', true)")
                .collect(Collectors.joining(", ", "select ", ""));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
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
