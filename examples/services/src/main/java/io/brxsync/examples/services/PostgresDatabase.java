package io.brxsync.examples.services;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One PostgreSQL database and how to get in. Immutable; the password appears in the URLs only.
 *
 * @param host name or address of the server
 * @param port its TCP port
 * @param name name of the database
 * @param user role to log in with
 * @param password null where none is asked for
 * @param parameters further connection parameters as in a URL ({@code sslmode=require}), empty for none
 */
public record PostgresDatabase(
        String host,
        int port,
        String name,
        String user,
        @Nullable String password,
        String parameters) {
    private static final int DEFAULT_PORT = 5432;

    /**
     * Reads {@code postgresql://user[:password]@host[:port]/database[?parameters]}.
     *
     * @throws IllegalArgumentException when it is no such URL; the message does not repeat it, it may hold a password
     */
    static PostgresDatabase parse(String url) {
        URI uri = Uris.parse(url, "postgresql", "postgres");
        String[] login = Uris.login(uri);
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        return new PostgresDatabase(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.isEmpty() ? "postgres" : path,
                login[0] == null ? "postgres" : login[0],
                login[1],
                uri.getRawQuery() == null ? "" : uri.getRawQuery());
    }

    /** The same server and login, another database. */
    public PostgresDatabase withName(String newName) {
        return new PostgresDatabase(host, port, newName, user, password, parameters);
    }

    /** {@code postgresql://user@127.0.0.1:15432/name}, the form of {@code DATABASE_URL}. */
    public String url() {
        return "postgresql://" + Uris.login(user, password) + host + ":" + port + "/" + Uris.encode(name)
                + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    /** {@code jdbc:postgresql://127.0.0.1:15432/name?user=…}, complete with the login. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + Uris.encode(name) + "?user=" + Uris.encode(user)
                + (password == null ? "" : "&password=" + Uris.encode(password))
                + (parameters.isEmpty() ? "" : "&" + parameters);
    }

    /** A new connection; the caller closes it. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + name;
    }
}
