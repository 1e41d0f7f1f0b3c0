package io.brxsync.examples.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One endpoint: method, path template, allowance and what it does. */
record Endpoint(String method, String template, String[] segments, RateClass rateClass, Function<Call, Reply> action) {

    static Endpoint of(String method, String template, Function<Call, Reply> action) {
        return of(method, template, RateClass.ALL, action);
    }

    static Endpoint of(String method, String template, RateClass rateClass, Function<Call, Reply> action) {
        return new Endpoint(method, template, template.split("/", -1), rateClass, action);
    }

    String label() {
        return method + " " + template;
    }

    /** The values of the template's {@code :names} when the path fits. */
    Optional<List<String>> match(String requestMethod, String[] path) {
        if (!method.equals(requestMethod) || path.length != segments.length) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < segments.length; i++) {
            if (segments[i].startsWith(":")) {
                values.add(path[i]);
            } else if (!segments[i].equals(path[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }
}
