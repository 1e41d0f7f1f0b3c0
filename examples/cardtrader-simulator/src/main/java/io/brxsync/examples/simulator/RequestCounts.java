package io.brxsync.examples.simulator;

import java.util.Map;

/**
 * How often which endpoint answered with which status, as counted when this was asked for. Immutable.
 *
 * @param counts the numbers
 */
public record RequestCounts(Map<Key, Long> counts) {
    /**
     * What is counted together.
     *
     * @param endpoint method and path template, for example {@code GET /products/:id}; {@code unknown} for others
     * @param status the HTTP status, {@link RequestEvent#NO_ANSWER} when the connection was cut instead
     */
    public record Key(String endpoint, int status) {}

    /** Copies the map. */
    public RequestCounts {
        counts = Map.copyOf(counts);
    }

    /** All requests. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** All requests to an endpoint, for example {@code GET /products/export}. */
    public long of(String endpoint) {
        return counts.entrySet().stream()
                .filter(e -> e.getKey().endpoint().equals(endpoint))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** The requests to an endpoint that got this status. */
    public long of(String endpoint, int status) {
        return counts.getOrDefault(new Key(endpoint, status), 0L);
    }
}
