package io.brxsync.examples.benchmark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one trial measured: numbers by name, in the order in which a table shows them. Immutable. */
public final class Figures {
    /** Nothing yet. */
    public static final Figures NONE = new Figures(Map.of());

    private final Map<String, Double> values;

    private Figures(Map<String, Double> values) {
        this.values = values;
    }

    /** The same and one more; the name carries the unit. */
    public Figures with(String name, double value) {
        Map<String, Double> more = new LinkedHashMap<>(values);
        more.put(name, value);
        return new Figures(more);
    }

    /** All of them. */
    public Map<String, Double> values() {
        return Collections.unmodifiableMap(values);
    }
}
