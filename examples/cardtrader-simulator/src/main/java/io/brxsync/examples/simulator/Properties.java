package io.brxsync.examples.simulator;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/**
 * The property values of a listing together with their JSON, which is made once and shared by all listings with
 * equal values. Immutable; equal by values.
 */
final class Properties {
    private final Map<String, Object> values;
    private final SerializableString json;

    private Properties(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.json = new SerializedString(Json.properties(values).toString());
    }

    Map<String, Object> values() {
        return values;
    }

    SerializableString json() {
        return json;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Properties that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    /** Shares equal values, so that 300,000 listings need a few hundred of them. Thread-safe. */
    static final class Pool {
        private final ConcurrentHashMap<Map<String, Object>, Properties> known = new ConcurrentHashMap<>();

        Properties of(Map<String, Object> values) {
            Properties properties = known.get(values);
            if (properties == null) {
                Properties fresh = new Properties(values);
                properties = known.putIfAbsent(fresh.values, fresh);
                properties = properties == null ? fresh : properties;
            }
            return properties;
        }
    }
}
