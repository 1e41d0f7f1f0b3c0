package io.brxsync.examples.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the endpoint of a request. Immutable; literal paths stand before templates in the list. */
final class Router {
    private final List<Endpoint> endpoints;

    Router(List<Endpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
    }

    record Match(Endpoint endpoint, List<String> parameters) {}

    @Nullable
    Match find(String method, String path) {
        String[] segments = path.split("/", -1);
        for (Endpoint endpoint : endpoints) {
            List<String> parameters = endpoint.match(method, segments).orElse(null);
            if (parameters != null) {
                return new Match(endpoint, parameters);
            }
        }
        return null;
    }
}
