package io.brxsync.examples.simulator;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The seven shapes of CardTrader's error bodies. */
final class Errors {
    private Errors() {}

    static Reply unauthorized() {
        return envelope(401, "unauthorized", Json.array(), "You are not authorized to access this page");
    }

    static Reply notFound(String message) {
        return envelope(404, "not_found", Json.array(), message);
    }

    static Reply methodNotAllowed() {
        return envelope(405, "method_not_allowed", Json.array(), "Method not allowed");
    }

    static Reply missingParameter(String name) {
        return envelope(422, "missing_parameter", Json.array(), "Missing required parameter(s) " + name);
    }

    /** An envelope whose {@code errors} is an object of lists. */
    static Reply validation(Map<String, String> errors, String message) {
        ObjectNode node = Json.object();
        errors.forEach((field, text) -> node.putArray(field).add(text));
        return envelope(422, "validation_error", node, message);
    }

    /** Only a list of texts, no envelope. */
    static Reply texts(int status, List<String> errors) {
        ObjectNode node = Json.object();
        ArrayNode array = node.putArray("errors");
        errors.forEach(array::add);
        return Reply.json(status, node);
    }

    /** A list of objects: an import while another one runs. */
    static Reply importBusy() {
        ObjectNode node = Json.object();
        node.putArray("errors")
                .addObject()
                .put("scheduler", "Another synchronization is in progress. Please retry later.");
        return Reply.json(422, node);
    }

    /** The odd one: {@code error} instead of {@code errors}, no envelope. */
    static Reply tooMany(String message) {
        return Reply.json(429, Json.object().put("error", message));
    }

    static Reply html(int status) {
        return Reply.html(
                status,
                "<!DOCTYPE html>\n<html><head><title>" + status + "</title></head><body><h1>" + status
                        + "</h1><p>Something went wrong on our side.</p></body></html>\n");
    }

    static Reply edgeBlock() {
        return Reply.html(
                403,
                "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title>"
                        + "<meta http-equiv=\"refresh\" content=\"390\"></head><body><noscript>Enable JavaScript and"
                        + " cookies to continue</noscript></body></html>\n");
    }

    static String tooManyMessage(RateClass rateClass, RateLimit limit) {
        return switch (rateClass) {
            case ALL ->
                "Too many requests: max " + limit.requests() + " requests per "
                        + limit.window().toSeconds() + " seconds";
            case JOBS -> "Too many requests: max 1 request per second";
            // The text contradicts the limit; so does the reference.
            case MARKETPLACE -> "Too many requests: max 10 requests per second";
        };
    }

    private static Reply envelope(int status, String code, JsonNode errors, String message) {
        ObjectNode node = Json.object();
        node.put("error_code", code);
        node.set("errors", errors);
        node.putObject("extra").put("message", message);
        node.put("request_id", UUID.randomUUID().toString());
        return Reply.json(status, node);
    }
}
