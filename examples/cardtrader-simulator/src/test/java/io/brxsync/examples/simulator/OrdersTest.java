package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OrdersTest {
    private static final Instant NOW = Instant.parse("2025-11-22T04:00:19Z");
    private static final List<String> RECORDED_KEYS = List.of(
            "id",
            "via_cardtrader_zero",
            "cardtrader_zero_merged_order_ids",
            "order_as",
            "seller",
            "buyer",
            "cancel_requester",
            "code",
            "transaction_code",
            "state",
            "size",
            "paid_at",
            "credit_added_to_seller_at",
            "sent_at",
            "cancelled_at",
            "presale_ended_at",
            "packing_number",
            "order_shipping_address",
            "order_billing_address",
            "real_buyer_order_billing_address",
            "seller_total",
            "seller_fee_amount",
            "seller_subtotal",
            "formatted_subtotal",
            "formatted_total",
            "presale",
            "order_shipping_method",
            "order_items");

    private final CardTraderSimulator simulator = CardTraderSimulator.start(
            SimulatorOptions.builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).build());
    private final SimulatedAccount account = simulator.createAccount();
    private final Inventory inventory = account.inventory();
    private final Orders orders = account.orders();
    private final SimulatorClient client = new SimulatorClient(simulator, account);
    private final Product product = inventory.put(
            ProductSpec.of(simulator.blueprints().blueprints().get(0).id())
                    .quantity(5)
                    .priceCents(101)
                    .userDataField("shelf 7"));

    @AfterEach
    void stop() {
        simulator.close();
    }

    private int quantity() {
        return inventory.find(product.id()).map(Product::quantity).orElse(0);
    }

    private JsonNode read(SimulatedOrder order) {
        return client.get("/orders/" + order.id()).json();
    }

    @Test
    void aDirectSaleIsPaidAndHasTakenItsStock() {
        SimulatedOrder order = orders.sell(product.id(), 2);
        assertThat(quantity()).isEqualTo(3);
        JsonNode json = read(order);
        assertThat(json.propertyNames()).containsExactlyElementsOf(RECORDED_KEYS);
        assertThat(json.path("state").asString()).isEqualTo("paid");
        assertThat(json.path("via_cardtrader_zero").asBoolean()).isFalse();
        assertThat(json.path("order_as").asString()).isEqualTo("seller");
        assertThat(json.path("code").asString()).matches("20251122\\w{6}");
        assertThat(json.path("paid_at").asString()).isEqualTo("2025-11-22T04:00:19.000Z");
        assertThat(json.path("size").asInt()).isEqualTo(2);
        assertThat(json.path("seller_total").path("cents").asInt()).isEqualTo(202);
        // 8.6 % of 101 is 8.686: 9 for each of the two copies.
        assertThat(json.path("seller_fee_amount").path("cents").asInt()).isEqualTo(18);
        JsonNode item = json.path("order_items").get(0);
        assertThat(item.path("hub_pending_order_id").isNull()).isTrue();
        assertThat(item.path("product_id").asLong()).isEqualTo(product.id());
        assertThat(item.path("user_data_field").asString()).isEqualTo("shelf 7");
        assertThat(item.has("bundle_size")).isFalse();
        assertThat(item.path("cancelled_price").isArray()).isTrue();
        assertThat(item.path("seller_price").path("cents").asInt()).isEqualTo(101);
    }

    @Test
    void theLastCopyTakesTheListingWithItAndMoreCannotBeSold() {
        assertThatThrownBy(() -> orders.sell(product.id(), 6)).isInstanceOf(IllegalArgumentException.class);
        orders.sell(product.id(), 5);
        assertThat(inventory.find(product.id())).isEmpty();
        assertThat(client.get("/products/export").body()).isEqualTo("[]");
    }

    @Test
    void zeroSalesAreMergedIntoOnePaidOrderWithALineForEveryCopy() {
        SimulatedOrder first = orders.sell(product.id(), 2, SaleOptions.viaZero());
        SimulatedOrder second = orders.sell(product.id(), 1, SaleOptions.viaZero());
        JsonNode pending = read(first);
        assertThat(pending.path("state").asString()).isEqualTo("hub_pending");
        assertThat(pending.path("buyer").path("id").asInt()).isEqualTo(34_089);
        assertThat(pending.path("order_items")
                        .get(0)
                        .path("hub_pending_order_id")
                        .asLong())
                .isEqualTo(first.id());
        assertThat(pending.path("paid_at").isNull()).isTrue();

        SimulatedOrder merged = orders.mergeZeroOrders().orElseThrow();
        assertThat(quantity()).isEqualTo(2);
        assertThat(merged.state()).isEqualTo("paid");
        assertThat(merged.mergedOrderIds()).containsExactly(first.id(), second.id());
        assertThat(merged.lines())
                .hasSize(3)
                .allMatch(l -> l.quantity() == 1 && l.product().id() == product.id());
        assertThat(merged.lines().stream().map(OrderLine::hubPendingOrderId))
                .containsExactly(first.id(), first.id(), second.id());
        assertThat(merged.lines().stream().map(OrderLine::id).distinct()).hasSize(3);
        assertThat(read(first).path("state").asString()).isEqualTo("closed");
        assertThat(read(merged).path("cardtrader_zero_merged_order_ids").size()).isEqualTo(2);
        assertThat(orders.mergeZeroOrders()).isEmpty();
    }

    @Test
    void presalesPointAtAnotherOrderAndTestsMoveNothing() {
        SimulatedOrder presale =
                orders.sell(product.id(), 1, SaleOptions.viaZero().asPresale());
        assertThat(presale.lines().get(0).hubPendingOrderId()).isNotNull().isNotEqualTo(presale.id());
        assertThat(read(presale).path("presale").asBoolean()).isTrue();
        orders.sell(product.id(), 2, SaleOptions.direct().asTest());
        assertThat(quantity()).isEqualTo(4);
        SimulatedOrder strange =
                orders.sell(product.id(), 1, SaleOptions.direct().startingAs("teleporting"));
        assertThat(read(strange).path("state").asString()).isEqualTo("teleporting");
    }

    @Test
    void cancellingRelistsOnlyWhenAskedTo() {
        SimulatedOrder kept = orders.sell(product.id(), 2);
        orders.requestCancel(kept.id());
        assertThat(read(kept).path("cancel_requester").asString()).isEqualTo("buyer");
        assertThat(quantity()).isEqualTo(3);
        orders.cancel(kept.id(), false);
        assertThat(quantity()).isEqualTo(3);
        assertThat(read(kept).path("cancelled_at").isString()).isTrue();
        SimulatedOrder relisted = orders.sell(product.id(), 3);
        assertThat(quantity()).isZero();
        orders.cancel(relisted.id(), true);
        assertThat(quantity()).isEqualTo(3);
        assertThat(inventory.find(product.id()).orElseThrow().userDataField()).isEqualTo("shelf 7");
        SimulatedOrder lost = orders.sell(product.id(), 1);
        orders.lost(lost.id());
        assertThat(quantity()).isEqualTo(2);
    }

    @Test
    void linesCanGoAndCopiesCanBeCancelled() {
        SimulatedOrder order = orders.sell(product.id(), 3, SaleOptions.direct().onSplitLines());
        assertThat(order.lines()).hasSize(3);
        orders.removeLine(order.id(), order.lines().get(0).id(), true);
        assertThat(quantity()).isEqualTo(3);
        orders.cancelLots(order.id(), order.lines().get(1).id(), 1, false);
        JsonNode json = read(order);
        assertThat(json.path("order_items").get(0).path("deleted_at").isString())
                .isTrue();
        assertThat(json.path("order_items")
                        .get(1)
                        .path("cancelled_price")
                        .get(0)
                        .path("cents")
                        .asInt())
                .isEqualTo(-101);
        assertThat(json.path("size").asInt()).isEqualTo(2);
        orders.cancel(order.id(), true);
        assertThat(quantity()).isEqualTo(4);
    }

    @Test
    void severalListingsCanBeSoldAtOnceAndAnOrderCanVanish() {
        Product other = inventory.put(
                ProductSpec.of(simulator.blueprints().blueprints().get(1).id()));
        SimulatedOrder order = orders.sell(Map.of(product.id(), 1, other.id(), 1), SaleOptions.direct());
        assertThat(order.lines()).hasSize(2);
        orders.destroy(order.id(), EmptyData.NULL, true);
        assertThat(client.get("/orders/" + order.id()).status()).isEqualTo(404);
        assertThat(quantity()).isEqualTo(5);
        assertThat(inventory.find(other.id())).isPresent();
    }

    @Test
    void theListIsPagedSortedAndFiltered() {
        List<Long> ids = new ArrayList<>();
        Product plenty = inventory.put(ProductSpec.of(product.blueprint().id()).quantity(1_000));
        for (int i = 0; i < 30; i++) {
            ids.add(orders.sell(plenty.id(), 1).id());
        }
        SimulatedOrder bought = orders.buy(product.blueprint().id(), 1);
        orders.transition(ids.get(3), "sent");

        assertThat(ids("/orders")).hasSize(20).startsWith(bought.id(), ids.get(29));
        assertThat(ids("/orders?page=2")).hasSize(11);
        assertThat(ids("/orders?page=3")).isEmpty();
        assertThat(ids("/orders?limit=1000&order_as=seller&sort=id.asc")).containsExactlyElementsOf(ids);
        assertThat(ids("/orders?order_as=buyer")).containsExactly(bought.id());
        assertThat(ids("/orders?state=sent")).containsExactly(ids.get(3));
        assertThat(ids("/orders?sort=id.asc&from_id=" + ids.get(4) + "&to_id=" + ids.get(6)))
                .containsExactly(ids.get(5), ids.get(6));
        assertThat(ids("/orders?from=2025-11-23")).isEmpty();
        assertThat(ids("/orders?from=2025-11-22&to=2025-11-22&limit=1")).hasSize(1);
        assertThat(ids("/orders?to=2025-11-21")).isEmpty();

        JsonNode purchase = read(bought);
        assertThat(purchase.path("order_as").asString()).isEqualTo("buyer");
        assertThat(purchase.has("buyer_total")).isTrue();
        assertThat(purchase.path("order_items").get(0).has("hub_pending_order_id"))
                .isFalse();
    }

    private List<Long> ids(String path) {
        return client.get(path)
                .json()
                .valueStream()
                .map(o -> o.path("id").asLong())
                .toList();
    }

    @Test
    void sellersActThroughTheApi() {
        SimulatedOrder order = orders.sell(product.id(), 2);
        String path = "/orders/" + order.id();
        assertThat(client.send("PUT", path + "/tracking_code", "{\"tracking_code\":\"RR1\"}")
                        .json()
                        .path("street")
                        .asString())
                .contains(FakeBuyer.MARKER);
        assertThat(client.send("PUT", path + "/ship", null).json().path("state").asString())
                .isEqualTo("sent");
        assertThat(client.send("PUT", path + "/ship", null).status()).isEqualTo(422);
        assertThat(client.send("PUT", path + "/request-cancellation", "{\"cancel_explanation\":\"short\"}")
                        .status())
                .isEqualTo(422);
        assertThat(client.send(
                                "PUT",
                                path + "/request-cancellation",
                                "{\"cancel_explanation\":\"" + "x".repeat(50) + "\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.send("PUT", path + "/confirm-cancellation", "{\"relist_if_cancelled\":true}")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("canceled");
        assertThat(quantity()).isEqualTo(5);
    }

    @Test
    void everyPersonalTextCanBeSearchedFor() {
        JsonNode order = read(orders.sell(product.id(), 1));
        for (String part : List.of("order_shipping_address", "order_billing_address")) {
            for (String field : List.of("name", "street", "zip", "city")) {
                assertThat(order.path(part).path(field).asString()).contains(FakeBuyer.MARKER);
            }
        }
        assertThat(order.path("buyer").path("email").asString()).contains(FakeBuyer.MARKER);
        assertThat(order.path("buyer").path("phone").asString()).contains(FakeBuyer.MARKER);
    }
}
