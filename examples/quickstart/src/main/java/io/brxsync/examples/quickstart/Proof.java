package io.brxsync.examples.quickstart;

import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.simulator.MirrorComparison;
import io.brxsync.examples.simulator.SimulatedAccount;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Compares every listing with its row, through a connection of its own. */
final class Proof {
    private final PostgresDatabase database;
    private final Map<UUID, SimulatedAccount> sellers;
    private final BlueprintCatalog catalog;

    Proof(PostgresDatabase database, Map<UUID, SimulatedAccount> sellers, BlueprintCatalog catalog) {
        this.database = database;
        this.sellers = sellers;
        this.catalog = catalog;
    }

    /** The differences, a line each. */
    List<String> differences() throws SQLException {
        List<String> differences = new ArrayList<>();
        try (Connection connection = database.connect()) {
            MirrorComparison comparison = new MirrorComparison(connection, catalog::knows);
            for (Map.Entry<UUID, SimulatedAccount> seller : sellers.entrySet()) {
                comparison
                        .differences(seller.getValue(), seller.getKey())
                        .forEach(line -> differences.add("seller " + seller.getKey() + ": " + line));
            }
        }
        return differences;
    }

    /** How many listings were compared. */
    long compared() {
        return sellers.values().stream()
                .flatMap(account -> account.inventory().list().stream())
                .filter(product -> catalog.knows(product.blueprint().id()))
                .count();
    }
}
