package io.brxsync.handler;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.ListingEdit;
import io.brxsync.port.OutboundChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The values of an edit, as they are kept with the change. Pure. */
final class EditValues {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private EditValues() {}

    static Map<String, JsonNode> properties(JsonNode change) {
        Map<String, JsonNode> properties = new HashMap<>();
        change.path("properties").properties().forEach(each -> properties.put(each.getKey(), each.getValue()));
        return properties;
    }

    static boolean movesQuantity(JsonNode change) {
        return change.hasNonNull("quantity");
    }

    /**
     * What is sent.
     *
     * @param quantity what to set it to, used only if the change names one
     */
    static ListingEdit edit(long product, JsonNode change, int quantity, Map<String, JsonNode> properties) {
        return new ListingEdit(
                product,
                whole(change, "price_cents"),
                movesQuantity(change) ? Integer.valueOf(quantity) : null,
                text(change, "description"),
                text(change, "user_data_field"),
                change.hasNonNull("graded") ? change.path("graded").asBoolean() : null,
                properties);
    }

    /** What is not sent as it was asked for, null when everything is. */
    static @Nullable String note(JsonNode change) {
        return text(change, "note");
    }

    /** Whether there is anything in it. */
    static boolean empty(ListingEdit edit) {
        return edit.priceCents() == null
                && edit.quantity() == null
                && edit.description() == null
                && edit.userDataField() == null
                && edit.graded() == null
                && edit.properties().isEmpty();
    }

    /** The newer edit laid over the older one. */
    static ListingEdit overlay(ListingEdit older, ListingEdit newer) {
        Map<String, JsonNode> properties = new HashMap<>(older.properties());
        properties.putAll(newer.properties());
        return new ListingEdit(
                older.productId(),
                newer.priceCents() == null ? older.priceCents() : newer.priceCents(),
                newer.quantity() == null ? older.quantity() : newer.quantity(),
                newer.description() == null ? older.description() : newer.description(),
                newer.userDataField() == null ? older.userDataField() : newer.userDataField(),
                newer.graded() == null ? older.graded() : newer.graded(),
                properties);
    }

    /** The values of edits of one product that went out as one, the newer laid over the older. */
    static JsonNode together(List<OutboundChange> edits) {
        ObjectNode all = JSON.createObjectNode();
        for (OutboundChange edit : edits) {
            edit.change().properties().forEach(each -> {
                if (each.getValue() instanceof ObjectNode newer && all.get(each.getKey()) instanceof ObjectNode older) {
                    older.setAll(newer);
                } else {
                    all.set(each.getKey(), each.getValue().deepCopy());
                }
            });
        }
        return all;
    }

    /**
     * Whether a listing has the values of a change as they were sent, read-only properties aside.
     *
     * @param listed null when it is not listed, which equals a quantity of 0
     */
    static boolean madeIn(@Nullable ExportedProduct listed, JsonNode change) {
        int quantity = change.path("sent_quantity").asInt();
        if (listed == null) {
            return movesQuantity(change) && quantity == 0;
        }
        ExportedProduct.Details details = listed.details();
        JsonNode properties = JSON.readTree(details.properties());
        return (!change.hasNonNull("price_cents") || change.path("price_cents").asInt() == listed.priceCents())
                && (!movesQuantity(change) || quantity == listed.quantity())
                && (!change.hasNonNull("description") || sameText(text(change, "description"), details.description()))
                && (!change.hasNonNull("user_data_field")
                        || sameText(text(change, "user_data_field"), details.userDataField()))
                && (!change.hasNonNull("graded")
                        || change.path("graded").asBoolean() == Boolean.TRUE.equals(details.graded()))
                && properties(change).entrySet().stream()
                        .allMatch(each -> !properties.has(each.getKey())
                                || each.getValue()
                                        .asString()
                                        .equals(properties.path(each.getKey()).asString()));
    }

    private static boolean sameText(@Nullable String one, @Nullable String other) {
        return Objects.requireNonNullElse(one, "").equals(Objects.requireNonNullElse(other, ""));
    }

    private static @Nullable Integer whole(JsonNode change, String name) {
        return change.hasNonNull(name) ? Integer.valueOf(change.path(name).asInt()) : null;
    }

    private static @Nullable String text(JsonNode change, String name) {
        return change.hasNonNull(name) ? change.path(name).asString() : null;
    }
}
