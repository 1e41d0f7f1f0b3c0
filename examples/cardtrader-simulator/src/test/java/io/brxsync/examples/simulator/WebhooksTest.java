package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.WebhookDelivery.Outcome;
import io.brxsync.examples.simulator.WebhookReceiver.Received;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class WebhooksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CardTraderSimulator simulator = CardTraderSimulator.start(
            SimulatorOptions.builder().webhookRetries(1).build());
    private final SimulatedAccount account = simulator.createAccount();
    private final Orders orders = account.orders();
    private final Product product = account.inventory()
            .put(ProductSpec.of(simulator.blueprints().blueprints().get(0).id()).quantity(1_000));
    private WebhookReceiver receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = new WebhookReceiver();
        account.setWebhookUrl(receiver.url());
    }

    @AfterEach
    void stop() {
        receiver.close();
        simulator.close();
    }

    private List<Received> received() throws InterruptedException {
        assertThat(account.webhooks().awaitIdle(PATIENCE)).isTrue();
        return receiver.received();
    }

    private List<Long> receivedOrders() throws InterruptedException {
        return received().stream().map(Received::orderId).toList();
    }

    private List<Long> sell(int howMany) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < howMany; i++) {
            ids.add(orders.sell(product.id(), 1).id());
        }
        return ids;
    }

    @Test
    void aSaleIsAnnouncedWithASignatureOverTheRawBytes() throws Exception {
        SimulatedOrder order = orders.sell(product.id(), 2);
        Received hook = received().get(0);
        JsonNode json = hook.json();
        assertThat(json.propertyNames())
                .containsExactly("id", "time", "cause", "object_class", "object_id", "mode", "data");
        assertThat(json.path("id").asString()).hasSize(36);
        assertThat(json.path("time").isIntegralNumber()).isTrue();
        assertThat(json.path("cause").asString()).isEqualTo("order.create");
        assertThat(json.path("object_class").asString()).isEqualTo("Order");
        assertThat(json.path("mode").asString()).isEqualTo("live");
        assertThat(json.path("data").path("id").asLong()).isEqualTo(order.id());
        assertThat(hook.signature()).isEqualTo(signature(hook.body()));
        WebhookDelivery delivery = account.webhooks().deliveries().get(0);
        assertThat(delivery.outcome()).isEqualTo(Outcome.DELIVERED);
        assertThat(delivery.status()).isEqualTo(202);
        assertThat(delivery.latency()).isPositive();
        assertThat(delivery.body()).isEqualTo(hook.text());
        assertThat(delivery.toString()).doesNotContain(FakeBuyer.MARKER);
    }

    private String signature(byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(account.sharedSecret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(body));
    }

    @Test
    void stockHasAlreadyChangedWhenTheWebhookLeaves() throws Exception {
        account.webhooks().hold();
        orders.sell(product.id(), 1_000);
        assertThat(account.inventory().size()).isZero();
        assertThat(receiver.received()).isEmpty();
        account.webhooks().release();
        assertThat(received()).hasSize(1);
    }

    @Test
    void theWholeLifeOfAnOrderIsAnnouncedInOrder() throws Exception {
        SimulatedOrder first = orders.sell(product.id(), 1, SaleOptions.viaZero());
        SimulatedOrder paid = orders.mergeZeroOrders().orElseThrow();
        for (String state : List.of("sent", "arrived", "done", "somewhere_else")) {
            orders.transition(paid.id(), state);
        }
        assertThat(received().stream()
                        .map(r -> r.json().path("cause").asString().substring(6) + " " + r.orderId() + " "
                                + r.json().path("data").path("state").asString()))
                .containsExactly(
                        "create " + first.id() + " hub_pending",
                        "create " + paid.id() + " paid",
                        "update " + first.id() + " closed",
                        "update " + paid.id() + " sent",
                        "update " + paid.id() + " arrived",
                        "update " + paid.id() + " done",
                        "update " + paid.id() + " somewhere_else");
    }

    @ParameterizedTest
    @EnumSource(EmptyData.class)
    void aDestroyedOrderHasNoDataInFiveForms(EmptyData form) throws Exception {
        SimulatedOrder order = orders.sell(product.id(), 1);
        orders.destroy(order.id(), form, false);
        JsonNode json = received().get(1).json();
        assertThat(json.path("cause").asString()).isEqualTo("order.destroy");
        assertThat(json.path("object_id").asLong()).isEqualTo(order.id());
        assertThat(json.has("data")).isEqualTo(form != EmptyData.MISSING);
        String data = String.valueOf(json.get("data"));
        assertThat(data)
                .isEqualTo(
                        switch (form) {
                            case OBJECT -> "{}";
                            case NULL, MISSING -> "null";
                            case TEXT -> "\"\"";
                            case ARRAY -> "[]";
                        });
    }

    @Test
    void testModeIsMarked() throws Exception {
        orders.sell(product.id(), 1, SaleOptions.direct().asTest());
        assertThat(received().get(0).json().path("mode").asString()).isEqualTo("test");
    }

    @Test
    void webhooksCanBeLostAndDoubled() throws Exception {
        account.webhooks().next(WebhookFate.dropped(), 1);
        account.webhooks().next(WebhookFate.duplicated(3), 1);
        List<Long> ids = sell(3);
        assertThat(receivedOrders()).containsExactly(ids.get(1), ids.get(1), ids.get(1), ids.get(2));
        assertThat(receiver.received().stream().map(r -> r.json().path("id").asString()))
                .doesNotHaveDuplicates();
        assertThat(account.webhooks().deliveries().stream().map(WebhookDelivery::outcome))
                .containsExactly(
                        Outcome.DROPPED, Outcome.DELIVERED, Outcome.DELIVERED, Outcome.DELIVERED, Outcome.DELIVERED);
    }

    @Test
    void webhooksCanBeReordered() throws Exception {
        account.webhooks().hold();
        List<Long> ids = sell(5);
        account.webhooks().releaseReversed();
        List<Long> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        assertThat(receivedOrders()).isEqualTo(reversed);

        account.webhooks().hold();
        List<Long> more = sell(8);
        account.webhooks().releaseShuffled(3);
        List<Long> shuffled = receivedOrders().subList(5, 13);
        assertThat(shuffled).containsExactlyInAnyOrderElementsOf(more).isNotEqualTo(more);
    }

    @Test
    void aDelayedWebhookIsOvertaken() throws Exception {
        account.webhooks().next(WebhookFate.delayed(Duration.ofMillis(300)), 1);
        List<Long> ids = sell(2);
        assertThat(receivedOrders()).containsExactly(ids.get(1), ids.get(0));
    }

    @Test
    void forgedAndUnsignedOnesLookTheSameExceptForTheHeader() throws Exception {
        account.webhooks().next(WebhookFate.forged(), 1);
        account.webhooks().next(WebhookFate.unsigned(), 1);
        sell(2);
        assertThat(received().get(0).signature())
                .isNotEqualTo(signature(receiver.received().get(0).body()));
        assertThat(receiver.received().get(0).signature()).hasSize(44);
        assertThat(receiver.received().get(1).signature()).isNull();
    }

    @Test
    void refusedAndUnreachableOnesAreRetriedUnderANewId() throws Exception {
        receiver.answer(500);
        sell(1);
        assertThat(received()).hasSize(2);
        receiver.close();
        sell(1);
        account.setWebhookUrl(null);
        assertThat(account.webhooks().awaitIdle(PATIENCE)).isTrue();
        sell(1);
        assertThat(account.webhooks().awaitIdle(PATIENCE)).isTrue();
        assertThat(account.webhooks().deliveries().stream().map(WebhookDelivery::outcome))
                .startsWith(Outcome.REFUSED, Outcome.REFUSED, Outcome.FAILED)
                .endsWith(Outcome.UNREGISTERED);
        assertThat(account.webhooks().deliveries().stream()
                        .map(WebhookDelivery::webhookId)
                        .distinct())
                .hasSizeGreaterThan(3);
    }

    @Test
    void aPolicyMakesManyWebhooksUnreliableInTheSameWay() throws Exception {
        account.webhooks().policy(new WebhookPolicy(0.3, 0.3, 0.2, Duration.ofMillis(20), 9));
        List<Long> ids = sell(60);
        List<Long> came = receivedOrders();
        assertThat(came.stream().distinct().count()).isBetween(30L, 55L);
        assertThat(came.size()).isGreaterThan((int) came.stream().distinct().count());
        assertThat(ids).containsAll(came);
    }

    @Test
    void whatTheSellerDoesThroughTheApiIsNotAnnounced() throws Exception {
        SimulatedOrder order = orders.sell(product.id(), 1);
        new SimulatorClient(simulator, account).send("PUT", "/orders/" + order.id() + "/ship", null);
        orders.buy(product.blueprint().id(), 1);
        assertThat(received()).hasSize(1);
        orders.announce(order.id());
        assertThat(received()).hasSize(2);
    }
}
