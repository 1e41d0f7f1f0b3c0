package io.brxsync.examples.simulator;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares an account with a user's rows in {@code user_inventory_items}, column by column: every listing has exactly
 * one row that equals it, and every other row is out of stock. For one thread.
 */
public final class MirrorComparison {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ROWS =
            "select external_stock_id, blueprint_id, quantity, price_cents, properties::text, description,"
                    + " user_data_field, graded, delisted_at is not null from user_inventory_items"
                    + " where user_id = ? and external_stock_id is not null";

    private final Connection database;
    private final IntPredicate mirrored;

    /** A comparison over this connection, which stays the caller's. */
    public MirrorComparison(Connection database) {
        this(database, blueprint -> true);
    }

    /**
     * A comparison that expects only some products in the mirror.
     *
     * @param mirrored whether the catalogue knows a blueprint
     */
    public MirrorComparison(Connection database, IntPredicate mirrored) {
        this.database = database;
        this.mirrored = mirrored;
    }

    private record Row(
            int blueprintId,
            int quantity,
            int priceCents,
            String properties,
            @Nullable String description,
            @Nullable String userDataField,
            @Nullable Boolean graded,
            boolean delisted) {}

    /**
     * The differences, a line each, without values; empty when the mirror equals the account.
     *
     * @throws SQLException when the database cannot be read
     */
    public List<String> differences(SimulatedAccount account, UUID user) throws SQLException {
        List<String> differences = new ArrayList<>();
        Map<String, Row> rows = rows(user, differences);
        for (Product product : account.inventory().list()) {
            if (!mirrored.test(product.blueprint().id())) {
                continue;
            }
            Row row = rows.remove(Long.toString(product.id()));
            if (row == null) {
                differences.add("product " + product.id() + " has no row");
            } else {
                compare(product, row, differences);
            }
        }
        rows.forEach((id, row) -> {
            if (row.quantity() != 0 || !row.delisted()) {
                differences.add("product " + id + " is gone, but its row is in stock");
            }
        });
        return differences;
    }

    private Map<String, Row> rows(UUID user, List<String> differences) throws SQLException {
        Map<String, Row> rows = new HashMap<>();
        try (PreparedStatement statement = database.prepareStatement(ROWS)) {
            statement.setObject(1, user);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    Row row = new Row(
                            result.getInt(2),
                            result.getInt(3),
                            result.getInt(4),
                            result.getString(5),
                            result.getString(6),
                            result.getString(7),
                            (Boolean) result.getObject(8),
                            result.getBoolean(9));
                    if (rows.put(result.getString(1), row) != null) {
                        differences.add("product " + result.getString(1) + " has more than one row");
                    }
                }
            }
        }
        return rows;
    }

    private static void compare(Product product, Row row, List<String> differences) {
        Map<String, Boolean> columns = new HashMap<>();
        columns.put("blueprint_id", product.blueprint().id() == row.blueprintId());
        columns.put("quantity", product.quantity() == row.quantity());
        columns.put("price_cents", product.priceCents() == row.priceCents());
        columns.put("properties", JSON.valueToTree(product.properties()).equals(JSON.readTree(row.properties())));
        columns.put("description", Objects.equals(product.description(), row.description()));
        columns.put("user_data_field", Objects.equals(product.userDataField(), row.userDataField()));
        columns.put("graded", Objects.equals(product.graded(), row.graded()));
        columns.put("delisted_at", !row.delisted());
        columns.forEach((column, equal) -> {
            if (!equal) {
                differences.add("product " + product.id() + " differs in " + column);
            }
        });
    }
}
