package io.brxsync.celery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a Python function by name. A null and a missing argument are the same. For one thread. */
final class Arguments {
    private final Map<String, JsonNode> values;

    private Arguments(Map<String, JsonNode> values) {
        this.values = values;
    }

    /**
     * Binds as Python does: by position, then by name.
     *
     * @param names the function's parameters in order
     * @throws io.brxsync.BrxException {@code REJECTED} for too many, unknown and doubled arguments
     */
    static Arguments bind(CeleryMessage message, List<String> names) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (message.args().size() > names.size()) {
            throw CeleryMessage.refused("it has " + message.args().size() + " arguments, the task takes " + names);
        }
        for (int i = 0; i < message.args().size(); i++) {
            values.put(names.get(i), message.args().get(i));
        }
        message.kwargs().properties().forEach(each -> {
            String shown = CeleryMessage.shortened(each.getKey());
            if (!names.contains(each.getKey())) {
                throw CeleryMessage.refused("it has an argument '" + shown + "', the task takes " + names);
            }
            if (values.put(each.getKey(), each.getValue()) != null) {
                throw CeleryMessage.refused("it has the argument '" + shown + "' twice");
            }
        });
        values.values().removeIf(JsonNode::isNull);
        return new Arguments(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    UUID user() {
        String text = required("user_id").asString("");
        try {
            UUID user = UUID.fromString(text);
            if (user.toString().equalsIgnoreCase(text)) {
                return user;
            }
        } catch (IllegalArgumentException notOne) {
            throw CeleryMessage.refused("user_id is no UUID");
        }
        throw CeleryMessage.refused("user_id is no UUID");
    }

    /** A whole number, or text that is one. */
    long number(String name) {
        JsonNode value = required(name);
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.asLong();
        }
        try {
            if (value.isString()) {
                return Long.parseLong(value.asString().strip());
            }
        } catch (NumberFormatException notOne) {
            throw CeleryMessage.refused(name + " is no whole number");
        }
        throw CeleryMessage.refused(name + " is no whole number");
    }

    @Nullable
    Integer whole(String name) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw CeleryMessage.refused(name + " is no whole number");
        }
        return value.asInt();
    }

    @Nullable
    String text(String name) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = required(name);
        if (!value.isString()) {
            throw CeleryMessage.refused(name + " is no text");
        }
        return value.asString();
    }

    @Nullable
    Boolean truth(String name) {
        if (!has(name)) {
            return null;
        }
        JsonNode value = required(name);
        if (!value.isBoolean()) {
            throw CeleryMessage.refused(name + " is neither true nor false");
        }
        return value.asBoolean();
    }

    @Nullable
    ObjectNode object(String name) {
        if (!has(name)) {
            return null;
        }
        if (required(name) instanceof ObjectNode object) {
            return object;
        }
        throw CeleryMessage.refused(name + " is no JSON object");
    }

    private JsonNode required(String name) {
        JsonNode value = values.get(name);
        if (value == null) {
            throw CeleryMessage.refused("it has no argument '" + name + "'");
        }
        return value;
    }
}
