package io.brxsync.examples.benchmark.bulk;

import io.brxsync.BrxSync;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.task.SyncTask;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/** Files with the rows that a sync makes, for {@code COPY}: a directory in an export's order, one in that of the indexes. */
record Rows(Path directory) implements AutoCloseable {

    /** Syncs these sellers, and takes their rows out again. */
    static Rows of(Setting setting, int users) throws Exception {
        Rows rows = new Rows(Files.createTempDirectory("brx-benchmark-rows-"));
        Files.createDirectories(rows.asExported());
        Files.createDirectories(rows.sorted());
        setting.begin();
        try (BrxSync brx = setting.open();
                Connection connection = setting.database().connect()) {
            for (int user = 0; user < users; user++) {
                UUID id = Setting.user(user);
                brx.runInline(new SyncTask.BulkSync(id));
                // An export comes in any order: this is one.
                write(connection, id, "md5(external_stock_id)", rows.asExported());
                write(connection, id, "blueprint_id, external_stock_id", rows.sorted());
            }
        }
        return rows;
    }

    Path asExported() {
        return directory.resolve("exported");
    }

    Path sorted() {
        return directory.resolve("sorted");
    }

    private static void write(Connection connection, UUID user, String order, Path directory)
            throws SQLException, IOException {
        try (OutputStream file = Files.newOutputStream(directory.resolve(user.toString()))) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "copy (select " + Ways.COLUMNS + " from user_inventory_items where user_id = '" + user
                                    + "' order by " + order + ") to stdout",
                            file);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
