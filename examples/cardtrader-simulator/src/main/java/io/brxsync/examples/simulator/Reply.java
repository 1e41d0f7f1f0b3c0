package io.brxsync.examples.simulator;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What an endpoint answers, before any fault touches it. */
record Reply(
        int status, String contentType, Body body, @Nullable String retryAfter) {
    private static final String JSON = "application/json; charset=utf-8";

    /** The body: whole, or rows that are written while they are sent. */
    sealed interface Body {}

    record Whole(byte[] bytes) implements Body {}

    /** An array, wrapped as {@code {"array":[…]}} or bare. */
    record Array(Rows rows, boolean wrapped) implements Body {}

    static Reply json(int status, JsonNode node) {
        return new Reply(status, JSON, new Whole(Json.bytes(node)), null);
    }

    static Reply json(int status, String text) {
        return new Reply(status, JSON, new Whole(text.getBytes(StandardCharsets.UTF_8)), null);
    }

    static Reply html(int status, String text) {
        return new Reply(status, "text/html; charset=UTF-8", new Whole(text.getBytes(StandardCharsets.UTF_8)), null);
    }

    static Reply array(Rows rows) {
        return new Reply(200, JSON, new Array(rows, false), null);
    }

    static Reply wrappedArray(Rows rows) {
        return new Reply(200, JSON, new Array(rows, true), null);
    }

    Reply with(Body other) {
        return new Reply(status, contentType, other, retryAfter);
    }

    Reply withRetryAfter(@Nullable String value) {
        return new Reply(status, contentType, body, value);
    }
}
