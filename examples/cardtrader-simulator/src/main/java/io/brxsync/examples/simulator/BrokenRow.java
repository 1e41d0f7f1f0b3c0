package io.brxsync.examples.simulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The ways in which a row of an export can be unusable. */
public enum BrokenRow {
    /** No {@code id}. */
    MISSING_ID,
    /** {@code id} is a text that is no number. */
    ID_TEXT,
    /** {@code quantity} is {@code "abc"}. */
    QUANTITY_TEXT,
    /** {@code quantity} does not fit an int. */
    QUANTITY_HUGE,
    /** The price is an object without {@code cents}. */
    PRICE_WITHOUT_CENTS,
    /** {@code blueprint_id} is null. */
    BLUEPRINT_NULL,
    /** The properties are a list. */
    PROPERTIES_LIST,
    /** The row is a bare text. */
    BARE_STRING,
    /** The row is null. */
    NULL_ROW,
    /** The row is a list. */
    NESTED_ARRAY;

    JsonNode apply(JsonNode row) {
        if (!(row instanceof ObjectNode object)) {
            return row;
        }
        return switch (this) {
            case MISSING_ID -> object.without("id");
            case ID_TEXT -> object.put("id", "none");
            case QUANTITY_TEXT -> object.put("quantity", "abc");
            case QUANTITY_HUGE -> object.put("quantity", 99_999_999_999L);
            case PRICE_WITHOUT_CENTS -> {
                object.remove("price_cents");
                object.putObject("price").put("currency", "EUR");
                yield object;
            }
            case BLUEPRINT_NULL -> object.putNull("blueprint_id");
            case PROPERTIES_LIST -> {
                object.putArray("properties_hash").add("condition");
                yield object;
            }
            case BARE_STRING -> JsonNodeFactory.instance.stringNode("row lost");
            case NULL_ROW -> JsonNodeFactory.instance.nullNode();
            case NESTED_ARRAY -> Json.array().add(object);
        };
    }
}
