package io.brxsync.examples.services;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to start a {@link LocalRedis}. Immutable.
 *
 * @param port TCP port; 0 picks a free one
 * @param directory keeps the data and is kept on close; null is a temporary one, removed on close
 * @param password asked of every client; null asks for none
 * @param lines further lines of {@code redis.conf}, later ones winning
 */
public record RedisOptions(
        int port, @Nullable Path directory, @Nullable String password, List<String> lines) {
    /** Copies the lines. */
    public RedisOptions {
        lines = List.copyOf(lines);
    }

    /** A free port, a temporary directory, nothing written to disk while running. */
    public static RedisOptions defaults() {
        return new RedisOptions(0, null, null, List.of());
    }

    /** The same on a fixed port. */
    public RedisOptions withPort(int newPort) {
        return new RedisOptions(newPort, directory, password, lines);
    }

    /** The same with a data directory that outlives the server. */
    public RedisOptions withDirectory(Path newDirectory) {
        return new RedisOptions(port, newDirectory, password, lines);
    }

    /** The same with a password. */
    public RedisOptions withPassword(String newPassword) {
        return new RedisOptions(port, directory, newPassword, lines);
    }

    /** The same with more configuration, each a line such as {@code maxmemory 100mb} or {@code appendonly yes}. */
    public RedisOptions with(String... moreLines) {
        return new RedisOptions(
                port,
                directory,
                password,
                Stream.concat(lines.stream(), Stream.of(moreLines)).toList());
    }

    @Override
    public String toString() {
        return "RedisOptions[port=" + port + ", directory=" + directory + ", lines=" + lines + "]";
    }
}
