package io.brxsync.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.EmptyData;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.OrderLine;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SaleOptions;
import io.brxsync.examples.simulator.SimulatedOrder;
import io.brxsync.examples.simulator.WebhookFate;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.task.SyncTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of sales, cancellations, edits on both sides, exports, lost and forged webhooks, lost answers and
 * restarted workers. Once things are quiet: the mirror equals CardTrader, no quantity was ever negative, every own sale
 * went out exactly once, and no sold card was ever listed again. A history is told by its seed; more of them run with
 * {@code -Dbrx.histories=100}.
 */
@Timeout(300)
class StockHistoryTest {
    private static final int STEPS = 60;
    private static final int PRODUCTS = 24;

    /** The first so many products are only ever sold, so their stock may only fall. */
    private static final int ONLY_SOLD = 8;

    private static final String WATCH = """
            create table quantities_seen (id bigserial, product text, quantity int);
            create function note_quantity() returns trigger language plpgsql as $$
            begin
                insert into quantities_seen (product, quantity) values (new.external_stock_id, new.quantity);
                return new;
            end $$;
            create trigger note_quantity after insert or update of quantity on user_inventory_items
                for each row execute function note_quantity();
            """;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>(List.of(1L, 2L, 3L, 4L));
        int more = Integer.getInteger("brx.histories", 0);
        new SplittableRandom().longs(more).forEach(seeds::add);
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void stockIsRightWhateverHappens(long seed) throws Exception {
        try (Shop shop = Shop.open(PRODUCTS)) {
            History history = new History(shop, seed);
            shop.run(new SyncTask.PeriodicSync(shop.user));
            shop.run(new SyncTask.PollOrders(shop.user));
            shop.execute(WATCH);
            if (seed % 2 == 0) {
                shop.exportWasAnHourAgo();
            }
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            history.end();
        }
    }

    /** One history; for one thread. */
    private static final class History {
        private final Shop shop;
        private final long seed;
        private final SplittableRandom random;
        private final List<Product> products;
        private final List<SimulatedOrder> orders = new ArrayList<>();

        /** What each product's stock has to be at CardTrader by what was done to it. */
        private final Map<Long, Integer> expected = new HashMap<>();

        private final Map<String, Adjustment> adjustments = new HashMap<>();

        /** Products whose stock was set from outside: nobody can tell what it has to be. */
        private final Set<Long> untold = new HashSet<>();

        private record Adjustment(long product, int delta) {}

        History(Shop shop, long seed) {
            this.shop = shop;
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            shop.account
                    .inventory()
                    .list()
                    .forEach(product ->
                            shop.account.inventory().update(product.id(), listed -> listed.withQuantity(40)));
            this.products = shop.account.inventory().list();
            products.forEach(product -> expected.put(product.id(), 40));
        }

        private Product any() {
            return products.get(random.nextInt(products.size()));
        }

        private Product anyButOnlySold() {
            return products.get(ONLY_SOLD + random.nextInt(products.size() - ONLY_SOLD));
        }

        private boolean listed(Product product) {
            return shop.account.inventory().find(product.id()).isPresent();
        }

        void step() throws Exception {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3 -> sell(SaleOptions.direct());
                case 4, 5 -> sell(SaleOptions.viaZero());
                case 6 -> sell(SaleOptions.direct().onSplitLines());
                case 7, 8, 9 -> adjust();
                case 10 -> moveAnOrder();
                case 11 -> cancelAnOrder();
                case 12 -> shop.account.orders().mergeZeroOrders();
                case 13 -> editHere();
                case 14 -> editThere();
                case 15 -> loseWebhooks();
                case 16 -> loseAnswers();
                case 17 -> shop.brx.enqueue(new SyncTask.BulkSync(shop.user));
                case 18 -> shop.brx.enqueue(new SyncTask.PollOrders(shop.user));
                default -> {
                    shop.stopWorker();
                    shop.startWorker();
                }
            }
        }

        private void sell(SaleOptions how) {
            Product product = any();
            int lots = 1 + random.nextInt(2);
            if (listed(product)) {
                orders.add(shop.account.orders().sell(product.id(), lots, how));
                expected.merge(product.id(), -lots, Integer::sum);
            }
        }

        private void adjust() {
            Product product = any();
            for (int i = burst(); i > 0; i--) {
                adjust(product);
            }
        }

        /** Usually one; several at once may be under way together, and lose their answers together. */
        private int burst() {
            return random.nextInt(4) == 0 ? 3 : 1;
        }

        private void adjust(Product product) {
            int delta = products.indexOf(product) < ONLY_SOLD || random.nextBoolean() ? -1 : 2;
            if (listed(product)) {
                String key = "sale-" + adjustments.size();
                shop.brx.stock().adjustStock(shop.user, String.valueOf(product.id()), delta, key);
                adjustments.put(key, new Adjustment(product.id(), delta));
            }
        }

        private void moveAnOrder() {
            if (!orders.isEmpty()) {
                SimulatedOrder order = orders.get(random.nextInt(orders.size()));
                if (current(order) != null) {
                    List<String> states = List.of("sent", "arrived", "done", "request_for_cancel", "lost", "misplaced");
                    shop.account.orders().transition(order.id(), states.get(random.nextInt(states.size())));
                }
            }
        }

        private SimulatedOrder current(SimulatedOrder order) {
            return shop.account
                    .orders()
                    .find(order.id())
                    .filter(now ->
                            !now.state().equals("canceled") && !now.state().equals("closed"))
                    .orElse(null);
        }

        private void cancelAnOrder() throws Exception {
            if (orders.isEmpty()) {
                return;
            }
            SimulatedOrder order = current(orders.get(random.nextInt(orders.size())));
            if (order == null) {
                return;
            }
            long product = order.lines().get(0).product().id();
            boolean onlySold = products.stream().limit(ONLY_SOLD).anyMatch(p -> p.id() == product);
            boolean relist = !onlySold && random.nextBoolean();
            if (relist) {
                int lots = order.lines().stream()
                        .filter(OrderLine::live)
                        .mapToInt(OrderLine::quantity)
                        .sum();
                expected.merge(product, lots, Integer::sum);
            }
            if (random.nextBoolean()) {
                shop.account.orders().cancel(order.id(), relist);
            } else {
                if (shop.number("select count(*) from marketplace_orders where order_id = " + order.id()) == 0) {
                    // Gone before anybody saw it, and with it every trace of why there are fewer.
                    order.lines().forEach(line -> untold.add(line.product().id()));
                }
                EmptyData[] forms = EmptyData.values();
                shop.account.orders().destroy(order.id(), forms[random.nextInt(forms.length)], relist);
            }
        }

        private void editHere() {
            Product product = anyButOnlySold();
            for (int i = burst(); i > 0; i--) {
                editHere(product);
            }
        }

        private void editHere(Product product) {
            if (listed(product)) {
                boolean quantity = random.nextInt(3) == 0;
                if (quantity) {
                    untold.add(product.id());
                }
                shop.brx
                        .stock()
                        .updateProduct(new SyncTask.PushProduct(
                                shop.user,
                                String.valueOf(product.id()),
                                100 + random.nextInt(900),
                                quantity ? 30 + random.nextInt(20) : null,
                                null,
                                null,
                                null,
                                null));
            }
        }

        private void editThere() {
            Product product = anyButOnlySold();
            untold.add(product.id());
            if (random.nextInt(4) == 0) {
                shop.account.inventory().remove(product.id());
            } else {
                int quantity = 20 + random.nextInt(40);
                shop.account
                        .inventory()
                        .update(
                                product.id(),
                                listed -> listed.withQuantity(quantity).withDescription("seen " + quantity));
            }
        }

        private void loseWebhooks() {
            List<WebhookFate> fates = List.of(
                    WebhookFate.dropped(),
                    WebhookFate.duplicated(3),
                    WebhookFate.delayed(Duration.ofMillis(300)),
                    WebhookFate.forged(),
                    WebhookFate.unsigned());
            shop.account.webhooks().next(fates.get(random.nextInt(fates.size())), 1 + random.nextInt(3));
        }

        private void loseAnswers() {
            List<Fault> faults =
                    List.of(Fault.reset(), Fault.resetAfterApplied(), Fault.htmlAfterApplied(502), Fault.html(503));
            String path = random.nextBoolean() ? "/products/:id/increment" : "/products/bulk_update";
            shop.simulator
                    .faults()
                    .next(
                            faults.get(random.nextInt(faults.size())),
                            FaultMatch.of(shop.account, "POST", path),
                            burst());
        }

        void end() throws Exception {
            settled();
            // What nobody announced is found by a poll, what was edited at CardTrader by a sync.
            shop.run(new SyncTask.PollOrders(shop.user));
            settled();
            shop.run(new SyncTask.PeriodicSync(shop.user));
            settled();

            assertThat(shop.differences()).isEmpty();
            assertThat(shop.simulator.violations().total()).isZero();
            everyOwnSaleWentOutOnce();
            stockNeverFellBelowNothing();
            nothingSoldCameBack();
        }

        private void settled() throws Exception {
            shop.quiet();
            shop.until(() -> shop.number("select count(*) from outbound_changes where settled_at is null") == 0);
            shop.quiet();
        }

        private void everyOwnSaleWentOutOnce() {
            List<OutboundChange> changes = shop.brx.store().outbound().latest(shop.user, List.of(), 2000);
            for (OutboundChange change : changes) {
                Adjustment adjustment = adjustments.get(change.reference());
                if (adjustment != null && change.state() == State.DONE) {
                    expected.merge(adjustment.product(), adjustment.delta(), Integer::sum);
                } else if (change.state() == State.REVIEW) {
                    // Shown to an operator instead of guessed; it may have been made or not.
                    untold.add(Long.parseLong(String.valueOf(change.subject().externalStockId())));
                }
            }
            products.stream()
                    .filter(product -> !untold.contains(product.id()))
                    .forEach(product -> assertThat(shop.account
                                    .inventory()
                                    .find(product.id())
                                    .map(Product::quantity)
                                    .orElse(0))
                            .as(
                                    "seed %s, product %s, its orders %s, its ledger %s, its changes %s",
                                    seed,
                                    product.id(),
                                    orders.stream()
                                            .filter(order -> order.lines().stream()
                                                    .anyMatch(line ->
                                                            line.product().id() == product.id()))
                                            .map(order -> "\n" + order.id() + " now "
                                                    + shop.account.orders().find(order.id()))
                                            .toList(),
                                    shop
                                            .brx
                                            .store()
                                            .stock()
                                            .history(shop.user, String.valueOf(product.id()), 100)
                                            .stream()
                                            .map(entry -> "\n" + entry)
                                            .toList(),
                                    changes.stream()
                                            .filter(change -> String.valueOf(product.id())
                                                    .equals(change.subject().externalStockId()))
                                            .map(change -> "\n" + change)
                                            .toList())
                            .isEqualTo(expected.get(product.id())));
        }

        private void stockNeverFellBelowNothing() throws Exception {
            assertThat(shop.number("select count(*) from quantities_seen where quantity < 0"))
                    .isZero();
        }

        private void nothingSoldCameBack() throws Exception {
            for (Product product : products.subList(0, ONLY_SOLD)) {
                if (untold.contains(product.id())) {
                    continue;
                }
                List<Integer> seen = shop
                        .column("select quantity from quantities_seen where product = '" + product.id()
                                + "' order by id")
                        .stream()
                        .map(Integer::valueOf)
                        .toList();
                assertThat(seen)
                        .as("quantities of product %s, which is only ever sold", product.id())
                        .isSortedAccordingTo((one, other) -> other - one);
            }
        }
    }
}
