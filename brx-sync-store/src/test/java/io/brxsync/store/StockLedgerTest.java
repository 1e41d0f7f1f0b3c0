package io.brxsync.store;

import static io.brxsync.store.StoreFixture.product;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.MergeResult;
import io.brxsync.port.Order;
import io.brxsync.port.OrderSighting;
import io.brxsync.port.OrderSighting.Source;
import io.brxsync.port.StockLedger;
import io.brxsync.port.StockLedger.OrderCursor;
import io.brxsync.port.StockLedger.Recorded;
import io.brxsync.port.StockLedger.Reread;
import io.brxsync.port.StockMovement;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskTypes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StockLedgerTest {
    private static final Fence FENCE = Fence.withoutClaim("some-operation");
    private static final int BLUEPRINT = 7;

    private final UUID user = UUID.randomUUID();
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), InstantSource.system());
    private final List<Reread> rereads = new ArrayList<>();
    private StoreFixture fixture;
    private StockLedger stock;

    @BeforeEach
    void open() {
        fixture = StoreFixture.migrated(StoreFixture.Surroundings.HOME);
        stock = fixture.store.stock();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aSaleMovesStockOnceWhateverIsRepeated() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();
        Order order = paid(100, line(11, 1L, 2, soon));

        assertThat(see(order, soon).moved()).isEqualTo(1);
        assertThat(see(order, soon.plusSeconds(1)).moved()).isZero();
        assertThat(see(state(order, "sent"), soon.plusSeconds(90)).moved()).isZero();
        assertThat(see(state(order, "done"), soon.plusSeconds(99)).isNew()).isFalse();

        assertThat(quantity(1)).isEqualTo("3");
        assertThat(rereads).isEmpty();
        assertThat(stock.history(user, "1", 10)).singleElement().satisfies(movement -> {
            assertThat(movement.cause()).isEqualTo(StockMovement.Cause.ORDER);
            assertThat(movement.outcome()).isEqualTo(StockMovement.Outcome.MOVED);
            assertThat(movement.delta()).isEqualTo(-2);
            assertThat(movement.quantityAfter()).isEqualTo(3);
            assertThat(movement.reference()).isEqualTo("order:100:11");
            assertThat(movement.operationId()).isEqualTo("some-operation");
        });
    }

    @Test
    void severalLinesOfOneProductCountEach() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();

        see(paid(100, line(11, 1L, 1, soon), line(12, 1L, 1, soon), line(13, 1L, 1, soon)), soon);

        assertThat(quantity(1)).isEqualTo("2");
    }

    @Test
    void theLastCopyTakesTheProductOffTheList() {
        export(product(1, BLUEPRINT, 1));
        Instant soon = later();

        see(paid(100, line(11, 1L, 1, soon)), soon);

        assertThat(row("quantity || ' ' || (delisted_at is not null)", 1)).isEqualTo("0 true");
    }

    @Test
    void whatTheExportContainsIsNotCountedAgain() {
        export(product(1, BLUEPRINT, 3));
        Instant before = Instant.now().minusSeconds(3600);

        assertThat(see(paid(100, line(11, 1L, 2, before)), before).moved()).isZero();

        assertThat(quantity(1)).isEqualTo("3");
        assertThat(rereads).isEmpty();
        assertThat(stock.history(user, "1", 10))
                .singleElement()
                .satisfies(movement -> assertThat(movement.outcome()).isEqualTo(StockMovement.Outcome.CONTAINED));
    }

    @Test
    void whatCannotBeToldIsReadAgain() {
        export(product(1, BLUEPRINT, 3));
        Instant now = Instant.now();

        Recorded recorded = see(paid(100, line(11, 1L, 2, now)), now);

        assertThat(quantity(1)).isEqualTo("3");
        assertThat(rereads).containsExactly(new Reread(Set.of(BLUEPRINT), false));
        assertThat(recorded.live()).singleElement().satisfies(message -> {
            assertThat(message.type()).isEqualTo("refresh_products");
            assertThat(fixture.value("select status from sync_operations where operation_id = '" + message.id() + "'"))
                    .isEqualTo("pending");
        });
    }

    @Test
    void withoutAnyExportNothingIsClear() {
        fixture.execute("insert into user_inventory_items (user_id, blueprint_id, quantity, price_cents,"
                + " external_stock_id) values ('" + user + "', 7, 3, 100, '1')");
        Instant soon = later();

        see(paid(100, line(11, 1L, 1, soon)), soon);

        assertThat(quantity(1)).isEqualTo("3");
        assertThat(rereads).containsExactly(new Reread(Set.of(BLUEPRINT), false));
    }

    @Test
    void stockNeverFallsBelowNothing() {
        export(product(1, BLUEPRINT, 1));
        Instant soon = later();

        see(paid(100, line(11, 1L, 4, soon)), soon);

        assertThat(quantity(1)).isEqualTo("0");
        assertThat(rereads).containsExactly(new Reread(Set.of(BLUEPRINT), false));
        assertThat(stock.history(user, "1", 1).get(0).detail()).isEqualTo("sold 4, the mirror had 1");
    }

    @Test
    void aCancellationIsReadAgainOnceAndNeverCountsTheSaleAgain() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();
        Order order = paid(100, line(11, 1L, 2, soon));
        see(order, soon);

        see(state(order, "canceled"), soon.plusSeconds(60));
        see(state(order, "canceled"), soon.plusSeconds(61));
        see(order, soon);

        assertThat(quantity(1)).isEqualTo("3");
        assertThat(rereads).containsExactly(new Reread(Set.of(BLUEPRINT), false));
    }

    @Test
    void aCancellationThatOvertakesItsSaleLeavesNothingToCount() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();
        Order order = paid(100, line(11, 1L, 2, soon));

        see(state(order, "canceled"), soon.plusSeconds(60));
        see(order, soon);

        assertThat(quantity(1)).isEqualTo("5");
        assertThat(rereads).containsExactly(new Reread(Set.of(BLUEPRINT), false));
    }

    @Test
    void aDestroyedOrderIsKnownByItsLinesOnly() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();
        see(paid(100, line(11, 1L, 2, soon)), soon);

        see(100, null, soon.plusSeconds(60));
        see(100, null, soon.plusSeconds(60));
        see(200, null, soon);

        assertThat(rereads).containsExactly(new Reread(Set.of(BLUEPRINT), false), new Reread(Set.of(), true));
    }

    @Test
    void mergedZeroOrdersCountOnce() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();
        Order pending = new Order(
                100, "hub_pending", true, true, List.of(new Order.Item(11, 100L, 1L, BLUEPRINT, 2, 0, false, soon)));
        Order merged = new Order(
                300,
                "paid",
                true,
                true,
                List.of(
                        new Order.Item(31, 100L, 1L, BLUEPRINT, 1, 0, false, soon),
                        new Order.Item(32, 100L, 1L, BLUEPRINT, 1, 0, false, soon)));

        see(pending, soon);
        see(merged, soon.plusSeconds(86_400));
        see(state(pending, "closed"), soon.plusSeconds(86_400));

        assertThat(quantity(1)).isEqualTo("3");
        assertThat(rereads).isEmpty();
    }

    @Test
    void aMergedOrderWithoutItsOriginIsReadAgain() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();
        Order merged =
                new Order(300, "paid", true, true, List.of(new Order.Item(31, 100L, 1L, BLUEPRINT, 1, 0, false, soon)));

        see(merged, soon);

        assertThat(quantity(1)).isEqualTo("5");
        assertThat(rereads).containsExactly(new Reread(Set.of(BLUEPRINT), false));
    }

    @Test
    void anExportUnderWayNeverBringsASoldCardBack() {
        export(product(1, BLUEPRINT, 1), product(2, 8, 1));
        Instant soon = later();

        MergeResult result;
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(List.of(product(1, BLUEPRINT, 1), product(2, 8, 1)));
            see(paid(100, line(11, 1L, 1, soon)), soon);
            result = merge.commit(whole());
        }

        assertThat(quantity(1)).isEqualTo("0");
        assertThat(result.newerBlueprints()).containsExactly(BLUEPRINT);
        assertThat(result.unchanged()).isEqualTo(1);
        assertThat(result.skipped()).containsExactly(org.assertj.core.api.Assertions.entry("touched_since_export", 1L));
    }

    @Test
    void aCardSoldBeforeTheFirstExportCameHomeIsNotListed() {
        Instant soon = later();
        MergeResult result;
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(List.of(product(1, BLUEPRINT, 1), product(2, 8, 1)));
            see(paid(100, line(11, 1L, 1, soon)), soon);
            result = merge.commit(whole());
        }

        assertThat(fixture.column("select external_stock_id from user_inventory_items where user_id = '" + user + "'"))
                .containsExactly("2");
        assertThat(result.newerBlueprints()).containsExactly(BLUEPRINT);
    }

    @Test
    void aLateSaleIsComparedWithTheReadItsRowRestsOn() {
        export(product(1, BLUEPRINT, 5));
        Instant old = later();
        fixture.execute("update inventory_reads set started_at = started_at - interval '1 hour',"
                + " ended_at = ended_at - interval '1 hour'");
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(List.of(product(1, BLUEPRINT, 3)));
            see(paid(100, line(11, 1L, 1, old)), old);
            merge.commit(whole());
        }
        Instant halfAnHourAgo = Instant.now().minusSeconds(1800);

        see(paid(101, line(12, 1L, 1, halfAnHourAgo)), halfAnHourAgo);

        assertThat(quantity(1))
                .as("the export of just now was not merged into this row")
                .isEqualTo("3");
        export(product(1, BLUEPRINT, 3));
        see(paid(102, line(13, 1L, 1, halfAnHourAgo)), halfAnHourAgo);
        assertThat(quantity(1)).as("this one was").isEqualTo("3");
    }

    @Test
    void aProductReadLaterIsNotOverwrittenByAnOlderExport() {
        export(product(1, BLUEPRINT, 5));
        try (InventoryMerge older = fixture.store.inventory().begin(user)) {
            older.stage(List.of(product(1, BLUEPRINT, 9)));
            merge(new InventoryMerge.Options(null, Set.of(BLUEPRINT), Removals.GUARDED, 0), product(1, BLUEPRINT, 5));
            MergeResult result = older.commit(whole());

            assertThat(result.newerBlueprints()).as("it is the newest there is").isEmpty();
        }
        assertThat(quantity(1)).isEqualTo("5");
    }

    @Test
    void whatIsOnItsWayToCardTraderIsLeftAloneByExports() {
        export(product(1, BLUEPRINT, 5), product(2, 8, 1));
        fixture.execute("insert into outbound_changes (user_id, kind, reference, external_stock_id, change, state)"
                + " values ('" + user + "', 'adjust', 'k', '1', '{}', 'pending')");

        MergeResult result = merge(whole(), product(1, BLUEPRINT, 9), product(2, 8, 3));

        assertThat(quantity(1)).isEqualTo("5");
        assertThat(quantity(2)).isEqualTo("3");
        assertThat(result.newerBlueprints()).as("its end sees to it").isEmpty();
        assertThat(row("(read_started_at is not null)::text", 1)).isEqualTo("true");
        merge(whole(), product(2, 8, 3));
        assertThat(quantity(1)).as("not removed either").isEqualTo("5");
    }

    @Test
    void exportsExplainEveryQuantityTheyChange() {
        export(product(1, BLUEPRINT, 5), product(2, 8, 1), product(3, 9, 2));
        assertThat(stock.history(user, null, 10)).as("the first export").isEmpty();

        export(product(1, BLUEPRINT, 4), product(2, 8, 1), product(4, 10, 1));

        assertThat(stock.history(user, null, 10))
                .extracting(StockMovement::externalStockId, StockMovement::delta, StockMovement::quantityAfter)
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple("1", -1, 4),
                        org.assertj.core.api.Assertions.tuple("3", -2, 0),
                        org.assertj.core.api.Assertions.tuple("4", 1, 1));
    }

    @Test
    void aLostClaimRecordsNothing() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();
        TaskMessage message = codec.encode(new SyncTask.PollOrders(user), EnqueueOptions.DEFAULTS);
        fixture.store.operations().started(new Fence(message.id(), 2), message);

        assertThatThrownBy(() -> stock.record(
                        new Fence(message.id(), 1),
                        user,
                        new OrderSighting(100, paid(100, line(11, 1L, 2, soon)), soon, Source.POLL),
                        reread -> List.of()))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LEASE_LOST));

        assertThat(quantity(1)).isEqualTo("5");
        assertThat(stock.history(user, null, 10)).isEmpty();
    }

    @Test
    void ordersThatNoWebhookAnnouncedAreCountedOnce() {
        stock.moveCursor(FENCE, user, new OrderCursor(0, 0, Instant.now(), null, null));
        Instant soon = later();
        see(Source.POLL, paid(100, line(11, 1L, 1, soon)), soon);
        see(Source.POLL, paid(101, line(12, 1L, 1, soon)), soon);
        see(Source.WEBHOOK, paid(101, line(12, 1L, 1, soon)), soon);

        assertThat(stock.countUnannounced(FENCE, user, Duration.ofMinutes(2))).isZero();
        fixture.execute("update marketplace_orders set first_seen_at = first_seen_at - interval '3 minutes'");
        assertThat(stock.countUnannounced(FENCE, user, Duration.ofMinutes(2))).isEqualTo(1);
        assertThat(stock.countUnannounced(FENCE, user, Duration.ofMinutes(2))).isZero();

        StockLedger.OrderHealth health = stock.health(user, Duration.ofDays(7));
        assertThat(health.orders()).isEqualTo(2);
        assertThat(health.unannounced()).isEqualTo(1);
        assertThat(health.lastWebhookAt()).isNotNull();
        assertThat(stock.openOrders(user, Instant.now().plusSeconds(1), 10)).containsExactlyInAnyOrder(100L, 101L);
    }

    @Test
    void oldMovementsAndOrdersThatAreOverArePurged() {
        export(product(1, BLUEPRINT, 5));
        Instant soon = later();
        see(state(paid(100, line(11, 1L, 1, soon)), "done"), soon);
        see(paid(101, line(12, 1L, 1, soon)), soon);

        long purged = stock.purgeBefore(Instant.now().plusSeconds(60));

        assertThat(purged).as("two movements and the order that is over").isEqualTo(3);
        assertThat(fixture.column("select order_id from marketplace_order_items"))
                .containsExactly("101");
    }

    private Recorded see(Order order, Instant at) {
        return see(Source.WEBHOOK, order, at);
    }

    private Recorded see(Source source, Order order, Instant at) {
        return record(new OrderSighting(order.id(), order, at, source));
    }

    private Recorded see(long orderId, @Nullable Order order, Instant at) {
        return record(new OrderSighting(orderId, order, at, Source.WEBHOOK));
    }

    private Recorded record(OrderSighting sighting) {
        return stock.record(FENCE, user, sighting, reread -> {
            rereads.add(reread);
            return List.of(codec.encode(
                    reread.everything()
                            ? new SyncTask.PeriodicSync(user)
                            : new SyncTask.RefreshProducts(user, List.copyOf(reread.blueprints())),
                    EnqueueOptions.DEFAULTS));
        });
    }

    /** After any doubt about clocks. */
    private static Instant later() {
        return Instant.now().plusSeconds(60);
    }

    private static Order paid(long id, Order.Item... lines) {
        return new Order(id, "paid", false, true, Arrays.asList(lines));
    }

    private static Order state(Order order, String state) {
        return new Order(order.id(), state, order.viaZero(), true, order.items());
    }

    private static Order.Item line(long id, Long product, int quantity, Instant at) {
        return new Order.Item(id, null, product, BLUEPRINT, quantity, 0, false, at);
    }

    private static InventoryMerge.Options whole() {
        return new InventoryMerge.Options(null, null, Removals.ALLOWED, 0);
    }

    private void export(ExportedProduct... products) {
        merge(whole(), products);
    }

    private MergeResult merge(InventoryMerge.Options options, ExportedProduct... products) {
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(Arrays.asList(products));
            return merge.commit(options);
        }
    }

    private String quantity(long product) {
        return row("quantity", product);
    }

    private String row(String expression, long product) {
        return fixture.value("select " + expression + " from user_inventory_items where user_id = '" + user
                + "' and external_stock_id = '" + product + "'");
    }
}
