package io.brxsync.port;

import java.util.List;

/**
 * A property that a seller may set. Immutable.
 *
 * @param name its name, such as {@code condition}
 * @param truth whether it is true or false instead of a text
 * @param possibleValues as text; empty means anything
 */
public record EditableProperty(String name, boolean truth, List<String> possibleValues) {
    /** Copies the values. */
    public EditableProperty {
        possibleValues = List.copyOf(possibleValues);
    }
}
