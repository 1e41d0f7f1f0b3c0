package io.brxsync.examples.quickstart;

import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedAccount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Cards that are sold on CardTrader and in the own shop, one after the other, each followed to the other side. */
final class SalesBothWays {
    private static final long LOOK_AGAIN = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final int SALES = 20;

    private final Map<UUID, SimulatedAccount> sellers;
    private final PostgresDatabase database;
    private final BlueprintCatalog catalog;
    private final io.brxsync.BrxSync brx;

    /**
     * Sales of these sellers.
     *
     * @param catalog the cards that come into the mirror
     * @param brx the library as the own shop embeds it
     */
    SalesBothWays(
            Map<UUID, SimulatedAccount> sellers,
            PostgresDatabase database,
            BlueprintCatalog catalog,
            io.brxsync.BrxSync brx) {
        this.sellers = sellers;
        this.catalog = catalog;
        this.database = database;
        this.brx = brx;
    }

    /** One sale after the other on CardTrader: from the sale to the changed row, by way of a webhook. */
    List<Duration> onCardTrader() throws Exception {
        try (Connection connection = database.connect()) {
            return each((user, account, product) -> {
                account.orders().sell(product.id(), 1);
                int left = product.quantity() - 1;
                return () -> quantity(connection, user, product.id()) == left;
            });
        }
    }

    /** One sale after the other in the own shop: from the call of the library to the changed listing. */
    List<Duration> inTheOwnShop() throws Exception {
        return each((user, account, product) -> {
            String id = Long.toString(product.id());
            brx.stock().adjustStock(user, id, -1, "quickstart-" + user + "-" + id);
            int left = product.quantity() - 1;
            return () -> account.inventory()
                            .find(product.id())
                            .map(Product::quantity)
                            .orElse(0)
                    == left;
        });
    }

    /** Sells something and says how to tell that the other side knows. */
    private interface Sale {
        Callable<Boolean> of(UUID user, SimulatedAccount account, Product product) throws Exception;
    }

    private List<Duration> each(Sale sale) throws Exception {
        List<Duration> took = new ArrayList<>();
        List<Map.Entry<UUID, SimulatedAccount>> all = List.copyOf(sellers.entrySet());
        for (int i = 0; i < SALES; i++) {
            Map.Entry<UUID, SimulatedAccount> seller = all.get(i % all.size());
            Product product = somethingOf(seller.getValue(), i);
            long begin = System.nanoTime();
            Callable<Boolean> arrived = sale.of(seller.getKey(), seller.getValue(), product);
            while (!arrived.call()) {
                if (System.nanoTime() - begin > PATIENCE) {
                    throw new IllegalStateException("A sale of seller " + seller.getKey() + " did not arrive");
                }
                LockSupport.parkNanos(LOOK_AGAIN);
            }
            took.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        return took;
    }

    private Product somethingOf(SimulatedAccount account, int number) {
        List<Product> products = account.inventory().list().stream()
                .filter(product -> catalog.knows(product.blueprint().id()))
                .toList();
        return products.get(number % products.size());
    }

    private static int quantity(Connection connection, UUID user, long product) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select quantity from user_inventory_items where user_id = ? and external_stock_id = ?")) {
            statement.setObject(1, user);
            statement.setString(2, Long.toString(product));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }
}
