package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.Expansion;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Orders with the keys that recorded orders have, which are not those of the reference. Thread-safe. */
final class OrderJson {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final long FEE_PER_MILLE = 86;

    private final int sellerId;
    private final String sellerName;
    private final String currency;

    OrderJson(int sellerId, String sellerName, String currency) {
        this.sellerId = sellerId;
        this.sellerName = sellerName;
        this.currency = currency;
    }

    ObjectNode order(SimulatedOrder order) {
        boolean seller = order.kind().seller();
        FakeBuyer buyer = new FakeBuyer(order.id());
        ObjectNode node = Json.object()
                .put("id", order.id())
                .put("via_cardtrader_zero", order.kind().zero());
        ArrayNode merged = node.putArray("cardtrader_zero_merged_order_ids");
        order.mergedOrderIds().forEach(merged::add);
        node.put("order_as", seller ? "seller" : "buyer");
        node.set("seller", seller ? self() : buyer.user());
        node.set("buyer", !seller ? self() : order.kind().zero() ? FakeBuyer.hub() : buyer.user());
        node.put("cancel_requester", order.state().equals("request_for_cancel") ? "buyer" : null);
        node.put("code", order.code());
        node.put("transaction_code", (order.kind().zero() ? "REPURCHASE-" : "") + order.code());
        node.put("state", order.state());
        node.put("size", order.size());
        moments(node, order);
        node.put("packing_number", (int) (order.id() % 40) + 1);
        node.set("order_shipping_address", buyer.shippingAddress());
        node.set("order_billing_address", buyer.billingAddress());
        // Missing on some recorded orders.
        if (order.id() % 7 != 0) {
            node.set("real_buyer_order_billing_address", buyer.billingAddress());
        }
        totals(node, order, seller ? "seller" : "buyer");
        presale(node, order);
        node.putNull("order_shipping_method");
        ArrayNode items = node.putArray("order_items");
        order.lines().forEach(line -> items.add(item(line, seller)));
        return node;
    }

    private ObjectNode self() {
        return Json.object().put("id", sellerId).put("username", sellerName);
    }

    private static void moments(ObjectNode node, SimulatedOrder order) {
        SimulatedOrder.Moments moments = order.moments();
        node.put("paid_at", text(moments.paid()));
        node.put("credit_added_to_seller_at", order.state().equals("done") ? text(moments.sent()) : null);
        node.put("sent_at", text(moments.sent()));
        node.put("cancelled_at", text(moments.cancelled()));
        node.putNull("presale_ended_at");
    }

    private static void presale(ObjectNode node, SimulatedOrder order) {
        if (order.kind().presale()) {
            node.put("presale", true);
        } else {
            node.putNull("presale");
        }
    }

    private void totals(ObjectNode node, SimulatedOrder order, String side) {
        long total = 0;
        long fee = 0;
        for (OrderLine line : order.lines()) {
            if (line.live()) {
                long unit = line.product().priceCents();
                total += unit * line.quantity();
                // Rounded up for every copy, not for the order.
                fee += line.quantity() * ((unit * FEE_PER_MILLE + 999) / 1000);
            }
        }
        node.set(side + "_total", Json.money(total, currency));
        node.set(side + "_fee_amount", Json.money(fee, currency));
        node.set(side + "_subtotal", Json.money(total, currency));
        node.put("formatted_subtotal", formatted(total));
        node.put("formatted_total", formatted(total));
    }

    private ObjectNode item(OrderLine line, boolean seller) {
        Product product = line.product();
        Blueprint blueprint = product.blueprint();
        Expansion expansion = blueprint.expansion();
        ObjectNode node = Json.object().put("id", line.id());
        // A buyer's view does not have the key at all.
        if (seller) {
            node.put("hub_pending_order_id", line.hubPendingOrderId());
        }
        node.put("product_id", product.id())
                .put("blueprint_id", blueprint.id())
                .put("category_id", blueprint.category().id())
                .put("game_id", blueprint.gameId())
                .put("name", blueprint.name())
                .put("expansion", expansion == null ? null : expansion.name())
                .put("quantity", line.quantity())
                .put("description", product.description())
                .put("tag", product.tag())
                .put("graded", Boolean.TRUE.equals(product.graded()))
                .put("user_data_field", product.userDataField());
        ObjectNode properties = Json.properties(product.properties());
        properties.setAll(Json.properties(blueprint.fixedProperties()));
        node.set("properties", properties);
        prices(node, line, seller ? "seller_price" : "buyer_price");
        Integer marketId = blueprint.cardMarketId();
        node.put("mkm_id", marketId)
                .put("tcg_player_id", marketId == null ? null : Integer.valueOf(marketId / 2))
                .put("scryfall_id", blueprint.gameId() == 1 ? new UUID(1, blueprint.id()).toString() : null);
        return node.put("created_at", text(line.createdAt())).put("deleted_at", text(line.deletedAt()));
    }

    private void prices(ObjectNode node, OrderLine line, String key) {
        long unit = line.product().priceCents();
        node.set(key, Json.money(unit, currency));
        node.put("formatted_price", formatted(unit));
        ArrayNode cancelled = node.putArray("cancelled_price");
        for (int i = 0; i < line.cancelled(); i++) {
            cancelled.add(Json.money(-unit, currency));
        }
        node.putArray("repurchase_price");
    }

    private String formatted(long cents) {
        String sign = currency.equals("EUR") ? "€" : currency.equals("GBP") ? "£" : currency + " ";
        return sign + String.format(Locale.ROOT, "%.2f", BigDecimal.valueOf(cents, 2));
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : MILLIS.format(instant);
    }
}
