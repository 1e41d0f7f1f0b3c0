package io.brxsync.examples.services;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis database is and how to get in. Immutable; the password appears in {@link #url()} only.
 *
 * @param tls whether to connect with TLS ({@code rediss://})
 * @param host name or address of the server
 * @param port its TCP port
 * @param user ACL user, null for the default one
 * @param password null where none is asked for
 * @param database number of the database
 */
public record RedisAddress(
        boolean tls,
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        int database) {
    private static final int DEFAULT_PORT = 6379;

    /** A local server without a password, database 0. */
    static RedisAddress local(int port) {
        return new RedisAddress(false, Ports.LOOPBACK, port, null, null, 0);
    }

    /**
     * Reads {@code redis://[[user]:password@]host[:port][/database]}, or the same with {@code rediss}.
     *
     * @throws IllegalArgumentException when it is no such URL; the message does not repeat it, it may hold a password
     */
    static RedisAddress parse(String url) {
        URI uri = Uris.parse(url, "redis", "rediss");
        String path = uri.getPath() == null ? "" : uri.getPath().replace("/", "");
        String[] login = Uris.login(uri);
        return new RedisAddress(
                "rediss".equals(uri.getScheme()),
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                login[0],
                login[1],
                path.isEmpty() ? 0 : Integer.parseInt(path));
    }

    /** The same server and login, another database. */
    public RedisAddress withDatabase(int number) {
        return new RedisAddress(tls, host, port, user, password, number);
    }

    RedisAddress withPassword(@Nullable String newPassword) {
        return new RedisAddress(tls, host, port, user, newPassword, database);
    }

    /** {@code redis://127.0.0.1:16379/0}, with the login where there is one. */
    public String url() {
        return (tls ? "rediss" : "redis") + "://" + Uris.login(user, password) + host + ":" + port + "/" + database;
    }

    /**
     * Sends one command over a connection of its own.
     *
     * @return a {@code String}, a {@code Long}, a {@code List} of such, or null
     * @throws ServiceException when the server answers with an error or cannot be reached
     */
    @Nullable
    Object call(String... command) {
        try (RespClient client = RespClient.connect(this)) {
            return client.call(command);
        } catch (IOException e) {
            throw new ServiceException("Redis at " + host + ":" + port + " did not answer " + command[0], e);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + database;
    }
}
