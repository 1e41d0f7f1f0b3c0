package io.brxsync.examples.quickstart;

import io.brxsync.examples.services.LocalMariaDb;
import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.Catalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The blueprints that the own catalogue knows: all of them without MariaDB, those it has a table for with it. */
final class BlueprintCatalog {
    private static final List<String> TABLES = List.of("cards_prints", "op_prints", "pk_prints", "sealed_products");

    private final @Nullable Set<Integer> known;

    private BlueprintCatalog(@Nullable Set<Integer> known) {
        this.known = known;
    }

    /** Fills MariaDB, if there is one; cards of games without a table stay unknown, as in life. */
    static BlueprintCatalog seed(@Nullable LocalMariaDb mariaDb, Catalogue catalogue) throws SQLException {
        if (mariaDb == null) {
            return new BlueprintCatalog(null);
        }
        Set<Integer> known = new HashSet<>();
        try (Connection connection = mariaDb.database().connect()) {
            try (Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    statement.execute("create table " + table
                            + " (id int auto_increment primary key, cardtrader_id int, index (cardtrader_id))");
                }
            }
            connection.setAutoCommit(false);
            for (Blueprint blueprint : catalogue.blueprints()) {
                if (blueprint.catalogTable().isPresent()) {
                    insert(connection, blueprint.catalogTable().get().tableName(), blueprint.id());
                    known.add(blueprint.id());
                }
            }
            connection.commit();
        }
        return new BlueprintCatalog(known);
    }

    private static void insert(Connection connection, String table, int blueprint) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into " + table + " (cardtrader_id) values (?)")) {
            statement.setInt(1, blueprint);
            statement.executeUpdate();
        }
    }

    boolean knows(int blueprint) {
        return known == null || known.contains(blueprint);
    }
}
