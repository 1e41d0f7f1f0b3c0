package io.brxsync.cardtrader.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A property of products and what it may be. Immutable.
 *
 * @param name its name, such as {@code condition}
 * @param type {@code string} or {@code boolean} so far
 * @param defaultValue what CardTrader takes when a seller says nothing, as text; null when it does not tell
 * @param possibleValues as text, booleans as {@code true} and {@code false}; empty means anything
 */
public record Property(String name, String type, @Nullable String defaultValue, List<String> possibleValues) {
    /** Copies the values. */
    public Property {
        possibleValues = List.copyOf(possibleValues);
    }
}
