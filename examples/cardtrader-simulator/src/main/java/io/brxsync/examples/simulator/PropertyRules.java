package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.PropertyDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What CardTrader makes of properties that a client sends: read-only ones are ignored with a warning, wrong values
 * are errors in strict mode and otherwise become the default without a word, languages may come by their name.
 */
final class PropertyRules {
    private static final Map<String, String> LANGUAGE_NAMES = Map.ofEntries(
            Map.entry("English", "en"),
            Map.entry("French", "fr"),
            Map.entry("German", "de"),
            Map.entry("Italian", "it"),
            Map.entry("Japanese", "jp"),
            Map.entry("Korean", "kr"),
            Map.entry("Portuguese", "pt"),
            Map.entry("Russian", "ru"),
            Map.entry("Spanish", "es"),
            Map.entry("Chinese", "zh-CN"));

    private PropertyRules() {}

    /** The values to store, warnings and errors by property. */
    record Result(Map<String, Object> values, Map<String, String> warnings, Map<String, String> errors) {}

    static Result apply(Blueprint blueprint, Map<String, Object> base, JsonNode sent, boolean strict) {
        Result result = new Result(new LinkedHashMap<>(base), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            Optional<PropertyDefinition> property = find(blueprint, entry.getKey());
            if (property.isEmpty()) {
                result.warnings().put(entry.getKey(), "Read only property " + entry.getKey() + " has been ignored");
            } else {
                set(property.get(), entry.getValue(), strict, result);
            }
        }
        return result;
    }

    private static Optional<PropertyDefinition> find(Blueprint blueprint, String name) {
        if (name.equals("language")) {
            return blueprint.editableProperties().stream()
                    .filter(PropertyDefinition::isLanguage)
                    .findFirst();
        }
        return blueprint.editable(name);
    }

    private static void set(PropertyDefinition property, JsonNode sent, boolean strict, Result result) {
        String text = sent.isValueNode() && !sent.isNull() ? sent.asString() : "";
        if (property.isLanguage()) {
            text = LANGUAGE_NAMES.getOrDefault(text, text);
        }
        if (property.possibleValues().isEmpty() || property.possibleValues().contains(text)) {
            result.values().put(property.name(), property.json(text));
        } else if (strict) {
            result.errors().put(property.name(), text + " is not included in the list");
        } else {
            result.values().put(property.name(), property.defaultJson());
        }
    }
}
