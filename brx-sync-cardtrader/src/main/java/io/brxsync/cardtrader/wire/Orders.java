package io.brxsync.cardtrader.wire;

import io.brxsync.port.Order;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads orders. Unknown members and values are accepted; an order or a line without an id is left out, because nothing can
 * refer to it. Reads nothing of the buyer.
 */
public final class Orders {

    private Orders() {}

    /**
     * {@code GET /orders}.
     *
     * @throws MalformedBodyException for a body that is cut short or something else
     */
    public static List<Order> list(InputStream body) throws IOException {
        List<Order> all = new ArrayList<>();
        Elements elements = Elements.of(body);
        while (elements.next()) {
            Order order = order(Json.tree(elements.parser()));
            if (order != null) {
                all.add(order);
            }
        }
        return List.copyOf(all);
    }

    /** One order; null when it has no id. */
    public static @Nullable Order order(JsonNode json) {
        Long id = Nodes.whole(json.path("id"));
        if (id == null) {
            return null;
        }
        List<Order.Item> items = new ArrayList<>();
        for (JsonNode item : json.path("order_items")) {
            Order.Item line = item(item);
            if (line != null) {
                items.add(line);
            }
        }
        return new Order(
                id,
                Nodes.textOr(json.path("state"), ""),
                json.path("via_cardtrader_zero").asBoolean(false),
                // Without order_as it is taken for a sale: a sale that is missed is worse than one read again.
                !"buyer".equals(Nodes.text(json.path("order_as"))),
                items);
    }

    private static Order.@Nullable Item item(JsonNode json) {
        Long id = Nodes.whole(json.path("id"));
        if (id == null) {
            return null;
        }
        Long blueprint = Nodes.whole(json.path("blueprint_id"));
        return new Order.Item(
                id,
                Nodes.whole(json.path("hub_pending_order_id")),
                Nodes.whole(json.path("product_id")),
                blueprint == null || blueprint < 1 || blueprint > Integer.MAX_VALUE
                        ? null
                        : Integer.valueOf(blueprint.intValue()),
                lots(json.path("quantity")),
                cancelled(json.path("cancelled_price")),
                isSet(json.path("deleted_at")),
                instant(Nodes.text(json.path("created_at"))));
    }

    private static int lots(JsonNode quantity) {
        long lots = Objects.requireNonNullElse(Nodes.whole(quantity), 0L);
        return (int) Math.max(0, Math.min(lots, Integer.MAX_VALUE));
    }

    /** One amount of money per cancelled copy. */
    private static int cancelled(JsonNode prices) {
        return prices.isArray() ? prices.size() : 0;
    }

    private static boolean isSet(JsonNode node) {
        String text = Nodes.text(node);
        return text != null && !text.isBlank();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
