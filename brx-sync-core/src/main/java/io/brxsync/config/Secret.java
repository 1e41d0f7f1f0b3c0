package io.brxsync.config;

import java.util.Objects;

/**
 * A value that never prints itself. Immutable.
 *
 * @param value the secret
 */
public record Secret(String value) {
    /** Refuses null. */
    public Secret {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return "***";
    }
}
