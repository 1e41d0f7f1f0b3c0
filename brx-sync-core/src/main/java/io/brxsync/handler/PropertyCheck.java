package io.brxsync.handler;

import io.brxsync.port.EditableProperty;
import io.brxsync.port.PropertySchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/**
 * Compares properties with what a blueprint allows, before they leave: CardTrader would refuse a wrong value only after a
 * job, and ignores names that it does not know. Names and values come from the blueprint alone. Pure.
 *
 * @param properties what may be sent, booleans as booleans
 * @param leftOut names that are read-only
 * @param refusal why nothing may be sent, with what is allowed; null when it may
 */
record PropertyCheck(
        Map<String, JsonNode> properties,
        List<String> leftOut,
        @Nullable String refusal) {

    /** What is sent otherwise than asked. */
    String note() {
        return leftOut.isEmpty()
                ? "values were put into the property's type"
                : "left out as read-only: " + String.join(", ", leftOut);
    }

    /** Checks these values by name. */
    static PropertyCheck of(Map<String, JsonNode> wanted, PropertySchema schema) {
        Map<String, JsonNode> good = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        new TreeMap<>(wanted).forEach((name, value) -> {
            EditableProperty property = schema.editable(name).orElse(null);
            if (property != null) {
                JsonNode usable = property.truth() ? truth(value) : text(value, property.possibleValues());
                if (usable == null) {
                    problems.add(name + " cannot be " + shown(value) + ", allowed are " + allowed(property));
                } else {
                    good.put(name, usable);
                }
            } else if (schema.fixed().contains(name)) {
                leftOut.add(name);
            } else {
                problems.add("no property " + name + ", there are " + names(schema));
            }
        });
        return problems.isEmpty()
                ? new PropertyCheck(good, leftOut, null)
                : new PropertyCheck(Map.of(), leftOut, String.join("; ", problems));
    }

    private static @Nullable JsonNode truth(JsonNode value) {
        if (value.isBoolean()) {
            return value;
        }
        return switch (value.isString() ? value.asString() : "") {
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> null;
        };
    }

    private static @Nullable JsonNode text(JsonNode value, List<String> possible) {
        if (!value.isString() && !value.isNumber()) {
            return null;
        }
        String text = value.asString();
        return possible.isEmpty() || possible.contains(text) ? StringNode.valueOf(text) : null;
    }

    private static String shown(JsonNode value) {
        String json = value.toString();
        return json.length() <= 60 ? json : json.substring(0, 60) + "…";
    }

    private static String allowed(EditableProperty property) {
        if (property.truth()) {
            return "true, false";
        }
        return property.possibleValues().isEmpty() ? "texts" : String.join(", ", property.possibleValues());
    }

    private static String names(PropertySchema schema) {
        return schema.editable().isEmpty()
                ? "none to set"
                : String.join(
                        ", ",
                        schema.editable().stream().map(EditableProperty::name).toList());
    }
}
