package io.brxsync.examples.benchmark.bulk;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.PGConnection;

/** Plain {@code COPY} of files, a transaction for each seller. */
final class Copy implements Way {
    private final Path directory;
    private final Connections connections;
    private final int threads;

    Copy(Map<String, String> environment, int threads) {
        this.directory = Path.of(environment.get(Ways.DIRECTORY));
        this.connections = new Connections(environment.get(Ways.JDBC_URL));
        this.threads = threads;
    }

    @Override
    public long load(List<UUID> users) throws Exception {
        long took = Ways.each(
                users,
                threads,
                user -> connections.lend(connection -> {
                    try (InputStream rows = Files.newInputStream(directory.resolve(user.toString()))) {
                        connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn("copy user_inventory_items (" + Ways.COLUMNS + ") from stdin", rows);
                    }
                }));
        connections.tellWrites();
        return took;
    }

    @Override
    public void close() {
        connections.close();
    }
}
