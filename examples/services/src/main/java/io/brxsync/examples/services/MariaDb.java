package io.brxsync.examples.services;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** A running MariaDB or MySQL: embedded, in Docker, or given by its URL. Safe for use by several threads. */
public interface MariaDb extends AutoCloseable {
    /** The database everyone shares; tests take a {@link #freshDatabase()} instead. */
    MariaDbDatabase database();

    /** {@code jdbc:mysql://…} of the shared database. */
    default String jdbcUrl() {
        return database().jdbcUrl();
    }

    /**
     * Creates an empty database. Needs {@code mysql-connector-j} on the class path.
     *
     * @param name letters, digits and underscores
     * @throws ServiceException when the server refuses, for instance because it exists
     */
    default MariaDbDatabase createDatabase(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("Not a database name: " + name);
        }
        try (Connection connection = database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4");
            return database().withName(name);
        } catch (SQLException e) {
            throw new ServiceException("MariaDB at " + database() + " did not create database " + name, e);
        }
    }

    /** Creates an empty database under a name no other caller gets. Needs {@code mysql-connector-j}. */
    default MariaDbDatabase freshDatabase() {
        return createDatabase("test_" + UUID.randomUUID().toString().replace("-", ""));
    }

    /** Stops what was started for this object; a server that was given by its URL goes on. */
    @Override
    void close();
}
