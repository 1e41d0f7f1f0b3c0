package io.brxsync.examples.simulator.catalogue;

import java.util.List;

/**
 * A property that a listing can have.
 *
 * @param name the wire name, for example {@code mtg_language}
 * @param bool whether its values are JSON booleans; otherwise strings
 * @param defaultValue the default, as text even for booleans (so CardTrader sends it)
 * @param possibleValues the allowed values as text; empty when the value is free
 */
public record PropertyDefinition(String name, boolean bool, String defaultValue, List<String> possibleValues) {
    /** Copies the list of values. */
    public PropertyDefinition {
        possibleValues = List.copyOf(possibleValues);
    }

    static PropertyDefinition flag(String name) {
        return new PropertyDefinition(name, true, "false", List.of("true", "false"));
    }

    static PropertyDefinition text(String name, List<String> values) {
        return new PropertyDefinition(name, false, values.isEmpty() ? "" : values.get(0), values);
    }

    /** Whether this is the language of a card: its name ends in {@code _language}. */
    public boolean isLanguage() {
        return name.endsWith("_language");
    }

    /** The default as the JSON value that a listing carries: a {@link Boolean} or a {@link String}. */
    public Object defaultJson() {
        return json(defaultValue);
    }

    /** A value of this property, given as text, as the JSON value a listing carries. */
    public Object json(String value) {
        return bool ? (Object) Boolean.valueOf(value) : value;
    }
}
