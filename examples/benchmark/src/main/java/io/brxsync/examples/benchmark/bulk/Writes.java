package io.brxsync.examples.benchmark.bulk;

import io.brxsync.examples.benchmark.setting.Setting;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

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

    /** Asks, after a checkpoint: the first change of a page after it is logged with the whole page, for everybody. */
    static Writes afterCheckpoint(Setting setting) throws SQLException {
        try (Connection connection = setting.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
        }
        return now(setting);
    }

    /** Asks; sessions that are still open may not have told everything. */
    static Writes now(Setting setting) throws SQLException {
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
