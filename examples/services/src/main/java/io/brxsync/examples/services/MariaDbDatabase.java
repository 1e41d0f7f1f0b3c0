package io.brxsync.examples.services;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * One MySQL or MariaDB database and how to get in. Immutable; the password appears in {@link #jdbcUrl()} only.
 *
 * @param host name or address of the server
 * @param port its TCP port
 * @param name name of the database
 * @param user who logs in
 * @param password empty where none is asked for
 */
public record MariaDbDatabase(String host, int port, String name, String user, String password) {
    private static final int DEFAULT_PORT = 3306;

    /**
     * Reads {@code mysql://user[:password]@host[:port]/database}.
     *
     * @throws IllegalArgumentException when it is no such URL; the message does not repeat it, it may hold a password
     */
    static MariaDbDatabase parse(String url) {
        URI uri = Uris.parse(url, "mysql", "mariadb");
        String[] login = Uris.login(uri);
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (path.isEmpty()) {
            throw new IllegalArgumentException("Expected a URL mysql://user:password@host:port/database");
        }
        return new MariaDbDatabase(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path,
                login[0] == null ? "root" : login[0],
                login[1] == null ? "" : login[1]);
    }

    /** The same server and login, another database. */
    public MariaDbDatabase withName(String newName) {
        return new MariaDbDatabase(host, port, newName, user, password);
    }

    /** {@code jdbc:mysql://127.0.0.1:13306/name?user=…}, complete with the login. */
    public String jdbcUrl() {
        return "jdbc:mysql://" + host + ":" + port + "/" + Uris.encode(name) + "?user=" + Uris.encode(user)
                + (password.isEmpty() ? "" : "&password=" + Uris.encode(password));
    }

    /** A new connection; the caller closes it. Needs {@code mysql-connector-j} on the class path. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl());
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + name;
    }
}
