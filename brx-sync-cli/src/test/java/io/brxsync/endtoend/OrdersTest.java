package io.brxsync.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.EmptyData;
import io.brxsync.examples.simulator.FakeBuyer;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SaleOptions;
import io.brxsync.examples.simulator.SimulatedOrder;
import io.brxsync.examples.simulator.WebhookDelivery;
import io.brxsync.examples.simulator.WebhookFate;
import io.brxsync.port.Operation;
import io.brxsync.port.StockLedger.OrderHealth;
import io.brxsync.port.StockMovement;
import io.brxsync.task.SyncTask;
import io.brxsync.webhook.WebhookReceiver;
import io.brxsync.webhook.WebhookReply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Orders of CardTrader over real HTTP: whatever comes, comes twice or never comes, the mirror follows. */
@Timeout(120)
class OrdersTest {
    private Shop shop;
    private List<Product> products;

    @BeforeEach
    void open() throws Exception {
        shop = Shop.open(40);
        products = shop.account.inventory().list().stream()
                .filter(product -> product.quantity() >= 3)
                .toList();
        shop.exportWasAnHourAgo();
    }

    @AfterEach
    void close() throws Exception {
        shop.close();
    }

    private void assertInStep() throws Exception {
        shop.quiet();
        assertThat(shop.differences()).isEmpty();
        assertThat(shop.simulator.violations().total()).isZero();
    }

    private long exports() {
        return shop.simulator.requests().of("GET /products/export");
    }

    @Test
    void aSaleMovesStockWithoutAskingCardTrader() throws Exception {
        long before = exports();

        shop.account.orders().sell(products.get(0).id(), 2);

        assertInStep();
        assertThat(exports()).isEqualTo(before);
        assertThat(shop.brx
                        .store()
                        .stock()
                        .history(shop.user, String.valueOf(products.get(0).id()), 10))
                .singleElement()
                .satisfies(movement -> assertThat(movement.delta()).isEqualTo(-2));
    }

    @Test
    void everyWebhookMayComeThreeTimes() throws Exception {
        shop.account.webhooks().next(WebhookFate.duplicated(3), 3);

        SimulatedOrder order = shop.account.orders().sell(products.get(0).id(), 1);
        shop.account.orders().transition(order.id(), "sent");
        shop.account.orders().transition(order.id(), "arrived");

        assertInStep();
        assertThat(shop.account.webhooks().deliveries())
                .hasSize(9)
                .allSatisfy(delivery -> assertThat(delivery.outcome()).isEqualTo(WebhookDelivery.Outcome.DELIVERED));
    }

    @Test
    void webhooksMayComeInAnyOrder() throws Exception {
        shop.account.webhooks().hold();
        for (int i = 0; i < 6; i++) {
            SimulatedOrder order = shop.account.orders().sell(products.get(i).id(), 1);
            shop.account.orders().transition(order.id(), "sent");
            if (i % 2 == 0) {
                shop.account.orders().cancel(order.id(), i % 4 == 0);
            }
        }
        shop.account.webhooks().releaseReversed();

        assertInStep();
    }

    @Test
    void zeroOrdersCountOnceThroughTheirWeek() throws Exception {
        long before = exports();
        shop.account.orders().sell(products.get(0).id(), 2, SaleOptions.viaZero());
        shop.account
                .orders()
                .sell(Map.of(products.get(0).id(), 1, products.get(1).id(), 2), SaleOptions.viaZero());

        SimulatedOrder merged = shop.account.orders().mergeZeroOrders().orElseThrow();
        shop.account.orders().transition(merged.id(), "sent");
        shop.account.orders().transition(merged.id(), "done");

        assertInStep();
        assertThat(exports()).isEqualTo(before);
        assertThat(shop.quantity(products.get(0).id()))
                .isEqualTo(products.get(0).quantity() - 3);
    }

    @Test
    void mergedOrdersOfUnseenSalesAreLookedAt() throws Exception {
        shop.account.webhooks().next(WebhookFate.dropped(), 1);
        shop.account.orders().sell(products.get(0).id(), 2, SaleOptions.viaZero());

        shop.account.orders().mergeZeroOrders();

        assertInStep();
    }

    @Test
    void presalesLinesAndUnknownStatesAreLookedAt() throws Exception {
        shop.account
                .orders()
                .sell(products.get(0).id(), 1, SaleOptions.viaZero().asPresale());
        shop.account.orders().sell(products.get(1).id(), 1, SaleOptions.direct().startingAs("teleported"));
        SimulatedOrder order = shop.account
                .orders()
                .sell(products.get(2).id(), 3, SaleOptions.direct().onSplitLines());
        shop.account.orders().removeLine(order.id(), order.lines().get(0).id(), true);
        shop.account.orders().removeLine(order.id(), order.lines().get(1).id(), false);
        SimulatedOrder other = shop.account.orders().sell(products.get(3).id(), 3);
        shop.account.orders().cancelLots(other.id(), other.lines().get(0).id(), 2, true);

        assertInStep();
    }

    @Test
    void cancellationsComeBackOnlyWhenCardTraderListsThemAgain() throws Exception {
        SimulatedOrder relisted = shop.account.orders().sell(products.get(0).id(), 1);
        SimulatedOrder gone = shop.account.orders().sell(products.get(1).id(), 1);
        SimulatedOrder lost = shop.account.orders().sell(products.get(2).id(), 1);
        shop.account.orders().requestCancel(relisted.id());
        shop.account.orders().cancel(relisted.id(), true);
        shop.account.orders().cancel(gone.id(), false);
        shop.account.orders().lost(lost.id());

        assertInStep();
        assertThat(shop.quantity(products.get(0).id()))
                .isEqualTo(products.get(0).quantity());
        assertThat(shop.quantity(products.get(1).id()))
                .isEqualTo(products.get(1).quantity() - 1);
        assertThat(shop.quantity(products.get(2).id()))
                .isEqualTo(products.get(2).quantity() - 1);
    }

    @ParameterizedTest
    @EnumSource
    void aDestroyedOrderIsSettledByLooking(EmptyData data) throws Exception {
        SimulatedOrder order = shop.account.orders().sell(products.get(0).id(), 2);
        shop.quiet();

        shop.account.orders().destroy(order.id(), data, true);

        assertInStep();
    }

    @Test
    void testModeMovesNothing() throws Exception {
        shop.account.orders().sell(products.get(0).id(), 1, SaleOptions.direct().asTest());

        assertInStep();
        assertThat(shop.brx.store().stock().history(shop.user, null, 10)).isEmpty();
    }

    @Test
    void aProductThatTheMirrorDoesNotKnowIsLookedAt() throws Exception {
        shop.account.inventory().generate(1, 4711);
        Product fresh = shop.account.inventory().list().stream()
                .filter(product -> shop.account.inventory().list().indexOf(product) >= 40)
                .findFirst()
                .orElseThrow();

        shop.account.orders().sell(fresh.id(), fresh.quantity());

        shop.quiet();
        assertThat(shop.quantity(fresh.id())).isZero();
        assertThat(shop.brx.store().stock().history(shop.user, String.valueOf(fresh.id()), 10))
                .extracting(StockMovement::outcome)
                .contains(StockMovement.Outcome.REREAD);
    }

    @Test
    void aSaleWhileTheInventoryIsExportedStaysSold() throws Exception {
        Product last = shop.account.inventory().list().stream()
                .filter(product -> product.quantity() == 1)
                .findFirst()
                .orElseThrow();
        Gate gate =
                shop.simulator.faults().hold(Gate.after(), FaultMatch.of(shop.account, "GET", "/products/export"), 1);
        String sync = shop.brx.enqueue(new SyncTask.BulkSync(shop.user)).taskId();
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(20))).isTrue();

        shop.account.orders().sell(last.id(), 1);
        shop.until(() -> shop.quantity(last.id()) == 0);
        gate.release();

        shop.until(() -> shop.brx.operation(sync).orElseThrow().status() == Operation.Status.COMPLETED);
        assertThat(shop.quantity(last.id())).isZero();
        assertInStep();
    }

    @Test
    void thePollFindsWhatNoWebhookTold() throws Exception {
        shop.run(new SyncTask.PollOrders(shop.user));
        shop.account.setWebhookUrl(null);
        SimulatedOrder order = shop.account.orders().sell(products.get(0).id(), 2);

        shop.run(new SyncTask.PollOrders(shop.user));

        assertInStep();
        OrderHealth health = shop.brx.store().stock().health(shop.user, Duration.ofDays(7));
        assertThat(health.orders()).isEqualTo(1);
        shop.execute("update marketplace_orders set first_seen_at = first_seen_at - interval '1 hour',"
                + " polled_at = polled_at - interval '1 hour'");
        shop.account.orders().cancel(order.id(), true);
        shop.run(new SyncTask.PollOrders(shop.user));

        assertInStep();
        assertThat(shop.quantity(products.get(0).id()))
                .isEqualTo(products.get(0).quantity());
        health = shop.brx.store().stock().health(shop.user, Duration.ofDays(7));
        assertThat(health.unannounced()).isEqualTo(1);
        assertThat(health.cursor().webhookMissingSince()).isNotNull();
        assertThat(shop.brx.meters().counter("brx.orders.without.webhook").count())
                .isEqualTo(1);
    }

    @Test
    void ordersFromBeforeTheFirstPollAreNoNews() throws Exception {
        shop.account.setWebhookUrl(null);
        for (int i = 0; i < 5; i++) {
            shop.account.orders().sell(products.get(i).id(), 1);
        }
        shop.account.orders().buy(products.get(0).blueprint().id(), 1);

        shop.run(new SyncTask.PollOrders(shop.user));

        assertInStep();
        assertThat(shop.brx
                        .store()
                        .stock()
                        .health(shop.user, Duration.ofDays(7))
                        .unannounced())
                .isZero();
    }

    @Test
    void aRenewedSecretIsFetchedOnceAndForgeriesAreRefused() throws Exception {
        long infos = shop.simulator.requests().of("GET /info");
        shop.account.webhooks().next(WebhookFate.forged(), 3);
        for (int i = 0; i < 3; i++) {
            shop.account.orders().sell(products.get(i).id(), 1);
        }
        shop.account.webhooks().awaitIdle(Duration.ofSeconds(20));
        assertThat(shop.account.webhooks().deliveries())
                .extracting(WebhookDelivery::status)
                .containsOnly(401);
        assertThat(shop.simulator.requests().of("GET /info"))
                .as("no way to flood")
                .isEqualTo(infos + 1);
    }

    @Test
    void aRenewedSecretCostsNoSale() throws Exception {
        shop.account.rotateSharedSecret();

        shop.account.orders().sell(products.get(0).id(), 1);

        assertInStep();
        assertThat(shop.account.webhooks().deliveries())
                .extracting(WebhookDelivery::status)
                .containsOnly(202);
    }

    @Test
    void whatIsNoWebhookIsRefused() throws Exception {
        assertThat(post("/webhooks/" + UUID.randomUUID(), "{}", "c2lnbmF0dXJl")).isEqualTo(401);
        assertThat(post("/webhooks/" + shop.user, "{}", null)).isEqualTo(401);
        assertThat(post("/webhooks/" + shop.user, "{}", "x".repeat(5000))).isEqualTo(401);
        assertThat(post("/webhooks/nobody", "{}", "c2lnbmF0dXJl")).isEqualTo(404);
        assertThat(post("/webhooks/" + shop.user, "x".repeat(5 << 20), "c2lnbmF0dXJl"))
                .isEqualTo(413);
        assertThat(shop.number("select count(*) from sync_operations where operation_type = 'order_webhook'"))
                .isZero();
    }

    @Test
    void nothingOfTheBuyerIsKept() throws Exception {
        shop.account.orders().sell(products.get(0).id(), 1);
        shop.quiet();

        assertThat(shop.account.webhooks().deliveries().get(0).body())
                .as("the simulator sends them")
                .contains(FakeBuyer.MARKER);
        assertThat(shop.column("select coalesce(task, '') || operation_metadata from sync_operations"))
                .noneMatch(text -> text.contains(FakeBuyer.MARKER));
    }

    @Test
    void aWebhookMayBePartOfTheCallersTransaction() throws Exception {
        shop.account.webhooks().next(WebhookFate.dropped(), 1);
        shop.account.orders().sell(products.get(0).id(), 1);
        byte[] body = shop.account.webhooks().deliveries().get(0).body().getBytes(UTF_8);
        // What was dropped was never signed and has no id.
        byte[] signed =
                new String(body, UTF_8).replace("\"id\":\"\"", "\"id\":\"w-1\"").getBytes(UTF_8);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(shop.account.sharedSecret().getBytes(UTF_8), "HmacSHA256"));
        String signature = Base64.getEncoder().encodeToString(mac.doFinal(signed));
        WebhookReceiver receiver = shop.brx.webhookReceiver();
        try (Connection connection = shop.database.connect()) {
            connection.setAutoCommit(false);
            assertThat(receiver.receiveIn(connection, shop.user, signed, signature)
                            .reply())
                    .isInstanceOf(WebhookReply.Accepted.class);
            connection.rollback();
            assertThat(shop.number("select count(*) from sync_operations where operation_type = 'order_webhook'"))
                    .isZero();
            assertThat(receiver.receiveIn(connection, shop.user, signed, "forged")
                            .reply())
                    .isEqualTo(new WebhookReply.Rejected(WebhookReply.Reason.UNAUTHORIZED));

            WebhookReceiver.Received received = receiver.receiveIn(connection, shop.user, signed, signature);
            connection.commit();
            received.publish().run();
        }

        assertInStep();
    }

    private int post(String path, String body, String signature) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + shop.http.port() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("Signature", signature);
        }
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
