package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one table that turns what a server or a pool says into a {@link BrxException}. SQLSTATEs are those of the
 * PostgreSQL manual, appendix "Error Codes", and of the MySQL "Server Error Message Reference". The driver's exception
 * stays attached as the cause; the drivers are told to keep values out of their messages. Immutable.
 */
final class SqlErrors {
    private static final String TIMEOUT = "DB_TRANSACTION_TIMEOUT";

    /** The first rule whose SQLSTATE prefix fits wins; words in braces come from the {@link Server}. */
    private static final List<Rule> RULES = List.of(
            new Rule("28", Kind.CONFIGURATION, "refuses the login; check {login}"),
            new Rule("3D000", Kind.CONFIGURATION, "does not know the database; check {login}"),
            new Rule("42P01", Kind.CONFIGURATION, "misses a table; {schema}"),
            new Rule("42703", Kind.CONFIGURATION, "misses a column; {schema}"),
            new Rule("42704", Kind.CONFIGURATION, "misses a type; {schema}"),
            new Rule("3F000", Kind.CONFIGURATION, "misses a schema; {schema}"),
            new Rule("42S02", Kind.CONFIGURATION, "misses a table; {schema}"),
            new Rule("42S22", Kind.CONFIGURATION, "misses a column; {schema}"),
            new Rule("42501", Kind.CONFIGURATION, "denies a right to this role; grant it, or use the tables' owner"),
            new Rule("40", Kind.RETRYABLE, "gave up a transaction in favour of another one"),
            new Rule("55P03", Kind.RETRYABLE, "did not get a lock in time"),
            new Rule("57014", Kind.RETRYABLE, "cancelled a statement that ran longer than " + TIMEOUT),
            new Rule("70100", Kind.RETRYABLE, "cancelled a statement that ran too long"),
            new Rule("25P0", Kind.RETRYABLE, "ended a transaction that lasted longer than " + TIMEOUT),
            new Rule("25006", Kind.UNAVAILABLE, "is read-only at the moment, as a standby is"),
            new Rule("08004", Kind.UNAVAILABLE, "takes no more connections"),
            new Rule("08", Kind.UNAVAILABLE, "is out of reach"),
            new Rule("57P01", Kind.UNAVAILABLE, "ended the session: it is stopping, or an administrator did so"),
            new Rule("57P", Kind.UNAVAILABLE, "is starting or stopping"),
            new Rule("53300", Kind.UNAVAILABLE, "takes no more connections; lower {pool}, or raise max_connections"),
            new Rule("53", Kind.UNAVAILABLE, "is short of disk, memory or another resource"),
            new Rule("58", Kind.UNAVAILABLE, "has a system error"));

    /** MySQL's errors that share the SQLSTATE 42000 with plain syntax errors. */
    private static final List<Integer> MYSQL_NO_SUCH_DATABASE = List.of(1044, 1049);

    private static final int MYSQL_ACCESS_TO_TABLE_DENIED = 1142;

    private record Rule(String state, Kind kind, String words) {}

    private final Server server;

    SqlErrors(Server server) {
        this.server = server;
    }

    /** Work that speaks to the server. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    /** Runs work and translates what it throws. */
    <T> T translating(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException | RuntimeException e) {
            throw translated(e);
        }
    }

    /** The exception to throw instead; one that has nothing to do with SQL is returned as it is. */
    RuntimeException translated(Exception thrown) {
        if (thrown instanceof BrxException known) {
            return known;
        }
        SQLException sql = firstSql(thrown);
        if (sql == null) {
            return thrown instanceof RuntimeException other ? other : new IllegalStateException(thrown);
        }
        if (sql instanceof SQLTransientConnectionException && sql.getSQLState() == null && sql.getCause() == null) {
            return BrxException.unavailable(
                    "All pooled connections to " + name() + " are in use; raise " + server.poolSize()
                            + ", or lower the number of threads",
                    null,
                    sql);
        }
        SQLException reason = sql.getCause() instanceof SQLException cause ? cause : sql;
        if (reason.getCause() instanceof InterruptedException) {
            return BrxException.unavailable("Interrupted while waiting for " + name(), null, sql);
        }
        return BrxException.of(kind(reason), name() + " " + words(reason), reason);
    }

    private Kind kind(SQLException e) {
        Rule rule = rule(e);
        return rule == null ? Kind.BUG : rule.kind();
    }

    private String words(SQLException e) {
        Rule rule = rule(e);
        if (rule == null) {
            return "refused a statement (SQLSTATE " + e.getSQLState() + ", error " + e.getErrorCode() + ")";
        }
        return rule.words()
                .replace("{login}", server.login())
                .replace("{schema}", server.schemaAdvice())
                .replace("{pool}", server.poolSize());
    }

    private static @Nullable Rule rule(SQLException e) {
        String state = state(e);
        return RULES.stream()
                .filter(rule -> state.startsWith(rule.state()))
                .findFirst()
                .orElse(null);
    }

    private static String state(SQLException e) {
        if (MYSQL_NO_SUCH_DATABASE.contains(e.getErrorCode())) {
            return "3D000";
        }
        if (e.getErrorCode() == MYSQL_ACCESS_TO_TABLE_DENIED) {
            return "42501";
        }
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static @Nullable SQLException firstSql(Throwable thrown) {
        Throwable current = thrown;
        while (current != null && !(current instanceof SQLException)) {
            current = current.getCause();
        }
        return (SQLException) current;
    }

    private String name() {
        return server.product() + " at " + server.address();
    }
}
