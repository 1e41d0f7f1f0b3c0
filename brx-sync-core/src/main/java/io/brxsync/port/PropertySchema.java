package io.brxsync.port;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What may be said of copies of a blueprint. Immutable.
 *
 * @param editable what a seller may set
 * @param fixed names of what is known of every copy and cannot be set
 */
public record PropertySchema(List<EditableProperty> editable, Set<String> fixed) {
    /** Copies both. */
    public PropertySchema {
        editable = List.copyOf(editable);
        fixed = Set.copyOf(fixed);
    }

    /** What a seller may set under this name. */
    public Optional<EditableProperty> editable(String name) {
        return editable.stream()
                .filter(property -> property.name().equals(name))
                .findFirst();
    }
}
