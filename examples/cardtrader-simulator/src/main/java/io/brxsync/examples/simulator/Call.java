package io.brxsync.examples.simulator;

import java.util.List;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request that is authorised and within its limits, as an endpoint sees it. */
record Call(SimulatedAccount account, List<String> pathParameters, Fields query, byte[] body) {

    /** The id in the path; 404 when it is not a number. */
    long id() {
        try {
            return Long.parseLong(pathParameters.get(0));
        } catch (NumberFormatException e) {
            throw new ApiError(Errors.notFound("Not found"));
        }
    }

    /** The first value of a query parameter; repeated ones are ignored, as CardTrader does. */
    @Nullable
    String parameter(String name) {
        String value = query.getValue(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** A numeric query parameter, null when absent or not a number. */
    @Nullable
    Long number(String name) {
        String value = parameter(name);
        if (value == null) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The body, which has to be a JSON object. */
    ObjectNode json() {
        try {
            JsonNode node = Json.MAPPER.readTree(body);
            if (node instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new ApiError(Errors.texts(400, List.of("Invalid JSON")));
        }
        throw new ApiError(Errors.texts(400, List.of("Invalid JSON")));
    }
}
