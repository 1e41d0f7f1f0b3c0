package io.brxsync.examples.services;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A running Redis: embedded, in Docker, or given by its URL. Safe for use by several threads. */
public interface Redis extends AutoCloseable {
    /** Where database 0 is. */
    RedisAddress address();

    /** URL of database 0, such as {@code redis://127.0.0.1:16379/0}. */
    default String url() {
        return address().url();
    }

    /**
     * URL of another database of the same server.
     *
     * @param database 0 to 15 on a server with Redis' own defaults; embedded ones have 1,024
     */
    default String url(int database) {
        return address().withDatabase(database).url();
    }

    /** A name no other caller gets: key prefix for tests that share one database. */
    default String freshNamespace() {
        return "test-" + UUID.randomUUID();
    }

    /**
     * Sends one command to database 0 over a connection of its own.
     *
     * @return a {@code String}, a {@code Long}, a {@code List} of such, or null
     * @throws ServiceException when the server answers with an error or cannot be reached
     */
    default @Nullable Object command(String... command) {
        return address().call(command);
    }

    /** Sends one command to the given database, otherwise like {@link #command(String...)}. */
    default @Nullable Object command(int database, String... command) {
        return address().withDatabase(database).call(command);
    }

    /** Empties one database. On a server that was given by its URL this removes whatever was there. */
    default void flush(int database) {
        command(database, "FLUSHDB");
    }

    /** The fields of one section of {@code INFO}, such as {@code server} or {@code memory}, sorted by name. */
    default Map<String, String> info(String section) {
        Map<String, String> fields = new TreeMap<>();
        String.valueOf(command("INFO", section)).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        });
        return fields;
    }

    /** Stops what was started for this object; a server that was given by its URL goes on. */
    @Override
    void close();
}
