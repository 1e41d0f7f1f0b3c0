package io.brxsync.cardtrader.webhook;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.cardtrader.wire.Orders;
import io.brxsync.config.Secret;
import io.brxsync.port.Order;
import io.brxsync.port.OrderEvent;
import io.brxsync.port.WebhookFormat;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * CardTrader's webhooks. What is kept of one is a list of members that are known to hold nothing of the buyer, so that a
 * member which CardTrader adds tomorrow is not kept by accident. Stateless; thread-safe.
 */
public final class CardTraderWebhooks implements WebhookFormat {
    private static final List<String> ENVELOPE = List.of("id", "time", "cause", "object_class", "object_id", "mode");
    private static final List<String> ORDER = List.of(
            "id",
            "state",
            "via_cardtrader_zero",
            "cardtrader_zero_merged_order_ids",
            "order_as",
            "code",
            "size",
            "presale",
            "paid_at",
            "sent_at",
            "cancelled_at",
            "presale_ended_at");
    private static final List<String> ITEM = List.of(
            "id",
            "hub_pending_order_id",
            "product_id",
            "blueprint_id",
            "quantity",
            "cancelled_price",
            "created_at",
            "deleted_at");
    private static final String DESTROY = "order.destroy";
    private static final int DEEPEST = 50;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .build();

    @Override
    public boolean signed(byte[] body, String signature, Secret secret) {
        return Signatures.right(body, signature, secret.value());
    }

    @Override
    public Optional<String> mistake(byte[] body, String signature, Secret secret) {
        return Signatures.mistake(body, signature, secret.value());
    }

    @Override
    public JsonNode stripped(byte[] body) {
        JsonNode json;
        try {
            json = MAPPER.readTree(body);
        } catch (JacksonException quotesTheBody) {
            throw malformed("not valid JSON");
        }
        if (!json.isObject()) {
            throw malformed("not a JSON object");
        }
        ObjectNode kept = only(json, ENVELOPE);
        JsonNode data = json.path("data");
        if (data.isObject() && !data.isEmpty()) {
            ObjectNode order = only(data, ORDER);
            ArrayNode items = order.putArray("order_items");
            data.path("order_items").forEach(item -> items.add(only(item, ITEM)));
            kept.set("data", order);
        }
        return kept;
    }

    private static ObjectNode only(JsonNode from, List<String> members) {
        ObjectNode kept = MAPPER.createObjectNode();
        for (String member : members) {
            JsonNode value = from.get(member);
            if (value != null) {
                kept.set(member, value);
            }
        }
        return kept;
    }

    @Override
    public OrderEvent event(JsonNode stripped) {
        String id = stripped.path("id").asString("");
        if (id.isBlank()) {
            throw malformed("no id");
        }
        String kind = stripped.path("object_class").asString("Order");
        if (!"Order".equals(kind)) {
            throw malformed("not about an order");
        }
        boolean destroyed = DESTROY.equals(stripped.path("cause").asString(""));
        Order order = Orders.order(stripped.path("data"));
        long orderId = stripped.path("object_id").asLong(order == null ? 0 : order.id());
        if (orderId == 0 || order == null && !destroyed) {
            throw malformed("no order in it");
        }
        long seconds = stripped.path("time").asLong(0);
        return new OrderEvent(
                id,
                seconds > 0 ? Instant.ofEpochSecond(seconds) : null,
                orderId,
                "test".equals(stripped.path("mode").asString("")),
                destroyed,
                destroyed ? null : order);
    }

    private static BrxException malformed(String why) {
        return BrxException.of(Kind.REJECTED, "The webhook cannot be used: " + why);
    }
}
