package io.brxsync.examples.benchmark.bulk;

import io.brxsync.examples.benchmark.setting.Ledger;
import io.brxsync.examples.benchmark.setting.Setting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * What PostgreSQL has written so far. Immutable.
 *
 * @param inserted rows of the mirror
 * @param updated rows of the mirror: a new version each
 * @param hot those of them that needed no entry in any index
 * @param wal bytes of log
 */
record Writes(long inserted, long updated, long hot, long wal) {
    private static final String SQL = "select n_tup_ins, n_tup_upd, n_tup_hot_upd,"
            + " pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"
            + " from pg_stat_user_tables where relname = 'user_inventory_items'";

    /** Lets a session tell at once what it has written. */
    static final String TELL = "select pg_stat_force_next_flush()";

    /** A session tells it when it ends, when it is told to, or when it has had nothing to do for ten seconds. */
    private static final String UNTOLD = "select count(*) from pg_stat_activity"
            + " where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()"
            + " and (state <> 'idle' or query <> '" + TELL + "' and state_change > now() - interval '11 s')";

    /** Asks, after a checkpoint: the first change of a page after it is logged with the whole page, for everybody. */
    static Writes afterCheckpoint(Setting setting) throws SQLException {
        try (Connection connection = setting.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
        }
        return now(setting);
    }

    /** Asks once the sessions that wrote have told everything. */
    static Writes now(Setting setting) throws SQLException {
        try (Ledger ledger = new Ledger(setting)) {
            ledger.awaitNone(UNTOLD, Duration.ofMillis(50), Duration.ofSeconds(60));
        }
        try (Connection connection = setting.database().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SQL)) {
            row.next();
            return new Writes(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    Writes since(Writes before) {
        return new Writes(inserted - before.inserted, updated - before.updated, hot - before.hot, wal - before.wal);
    }
}
