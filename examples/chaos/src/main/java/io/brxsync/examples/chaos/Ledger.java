package io.brxsync.examples.chaos;

import io.brxsync.BrxException;
import io.brxsync.port.Fence;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The effects of jobs: exactly what an application has to do to have each of them once. Thread-safe. */
final class Ledger {
    private final String url;
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    /** What became of one effect. */
    enum Outcome {
        /** It is committed now. */
        NEW,
        /** It was committed before; nothing changed. */
        KNOWN,
        /** A later claim of the task began; nothing changed. */
        REFUSED
    }

    Ledger(String jdbcUrl) {
        this.url = jdbcUrl;
    }

    void create() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql("create"));
        }
    }

    /** Fence, ledger row and effect in one transaction. */
    Outcome add(Fence fence, Job job) {
        try {
            Connection used = idle.poll();
            Connection connection = used == null ? DriverManager.getConnection(url) : used;
            boolean isWell = false;
            try {
                connection.setAutoCommit(false);
                Outcome outcome = add(connection, fence, job);
                isWell = true;
                return outcome;
            } finally {
                if (isWell) {
                    idle.add(connection);
                } else {
                    connection.close();
                }
            }
        } catch (SQLException e) {
            throw BrxException.unavailable("database refused an effect: " + e.getSQLState(), Duration.ofMillis(300), e);
        }
    }

    private static Outcome add(Connection connection, Fence fence, Job job) throws SQLException {
        if (isOutdated(connection, fence)) {
            connection.rollback();
            return Outcome.REFUSED;
        }
        boolean isNew;
        try (PreparedStatement row = connection.prepareStatement(sql("ledger"))) {
            row.setString(1, fence.operationId());
            row.setLong(2, fence.token());
            row.setObject(3, job.user());
            row.setInt(4, job.number());
            isNew = row.executeUpdate() == 1;
        }
        if (isNew) {
            try (PreparedStatement effect = connection.prepareStatement(sql("effect"))) {
                effect.setObject(1, job.user());
                effect.setInt(2, job.number());
                effect.executeUpdate();
            }
        }
        connection.commit();
        return isNew ? Outcome.NEW : Outcome.KNOWN;
    }

    private static boolean isOutdated(Connection connection, Fence fence) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql("fence"))) {
            query.setString(1, fence.operationId());
            try (ResultSet row = query.executeQuery()) {
                return !row.next() || row.getLong(1) > fence.token();
            }
        }
    }

    /** The token of each effect. */
    Map<String, Long> effects() throws SQLException {
        return read("select task_id, token from chaos_ledger", row -> row.getString(1));
    }

    /** Each user's balance. */
    Map<UUID, Long> balances() throws SQLException {
        return read("select user_id, balance from chaos_account", row -> row.getObject(1, UUID.class));
    }

    private interface Key<K> {
        K of(ResultSet row) throws SQLException;
    }

    private <K> Map<K, Long> read(String query, Key<K> key) throws SQLException {
        Map<K, Long> result = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                result.put(key.of(row), row.getLong(2));
            }
        }
        return result;
    }

    private static String sql(String name) {
        try (InputStream in = Ledger.class.getResourceAsStream(name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException(name + ".sql is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
