package io.brxsync.celery;

import io.brxsync.BrxException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message of Celery's protocol 2 with a JSON body, as kombu lays it into a Redis list. Immutable.
 *
 * @param envelope all of it, as it came
 * @param id Celery's id of the task
 * @param task Celery's name of the task
 * @param args positional arguments
 * @param kwargs named arguments
 * @param due earliest start, null for at once
 * @param expires when it is no longer wanted, null for never
 * @param priority 0 to 9, 0 first
 */
record CeleryMessage(
        ObjectNode envelope,
        String id,
        String task,
        ArrayNode args,
        ObjectNode kwargs,
        @Nullable Instant due,
        @Nullable Instant expires,
        int priority) {
    private static final int LARGEST_BODY = 16 << 20;
    private static final int DEEPEST = 100;
    private static final int LONGEST_NAME = 200;
    private static final int LOWEST = 9;

    /** What kombu calls gzip is a zlib stream. */
    private static final String ZLIB = "application/x-gzip";

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * The envelope alone.
     *
     * @param bytes the message, a character per byte
     * @throws BrxException {@code REJECTED} with what is wrong with it
     */
    static ObjectNode envelope(String bytes) {
        JsonNode json;
        try {
            json = JSON.readTree(bytes.getBytes(StandardCharsets.ISO_8859_1));
        } catch (JacksonException quotesTheMessage) {
            throw refused("the message is not valid JSON");
        }
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw refused("the message is not a JSON object");
    }

    static @Nullable String task(ObjectNode envelope) {
        return name(envelope.path("headers").path("task"));
    }

    static @Nullable String id(ObjectNode envelope) {
        return name(envelope.path("headers").path("id"));
    }

    /** Names go into logs and keys. */
    private static @Nullable String name(JsonNode node) {
        String text = node.isString() ? node.asString() : "";
        boolean good = !text.isBlank()
                && text.length() <= LONGEST_NAME
                && text.chars().allMatch(each -> each > ' ' && each < 127);
        return good ? text : null;
    }

    /**
     * Reads a message.
     *
     * @throws BrxException {@code REJECTED} with what is wrong with it; nothing of its content
     */
    static CeleryMessage read(ObjectNode envelope) {
        JsonNode headers = envelope.path("headers");
        String id = id(envelope);
        String task = task(envelope);
        if (id == null || task == null) {
            throw refused("no task or id in the headers, so it is no message of Celery's protocol 2");
        }
        JsonNode body = body(envelope);
        if (!(body.path(0) instanceof ArrayNode args) || !(body.path(1) instanceof ObjectNode kwargs)) {
            throw refused("the body is not [args, kwargs, embed] as in Celery's protocol 2");
        }
        body.path(2).properties().forEach(embedded -> {
            if (!embedded.getValue().isNull() && !embedded.getValue().isEmpty()) {
                throw refused("other tasks hang on it (" + shortened(embedded.getKey()) + ")");
            }
        });
        int priority = envelope.path("properties").path("priority").asInt(0);
        return new CeleryMessage(
                envelope,
                id,
                task,
                args,
                kwargs,
                time(headers, "eta"),
                time(headers, "expires"),
                Math.max(0, Math.min(LOWEST, priority)));
    }

    private static JsonNode body(ObjectNode envelope) {
        String type = envelope.path("content-type").asString("");
        if (!type.equals("application/json")) {
            throw refused("its content type is not application/json");
        }
        String encoding = envelope.path("properties").path("body_encoding").asString("");
        String text = envelope.path("body").asString("");
        byte[] bytes;
        if (encoding.equals("base64")) {
            try {
                bytes = Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                throw refused("the body is not valid Base64");
            }
        } else {
            bytes = text.getBytes(StandardCharsets.UTF_8);
        }
        JsonNode compression = envelope.path("headers").path("compression");
        if (!compression.isMissingNode() && !compression.isNull()) {
            bytes = inflated(bytes, compression.asString(""));
        }
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException quotesTheBody) {
            throw refused("the body is not valid JSON");
        }
    }

    private static byte[] inflated(byte[] bytes, String compression) {
        if (!compression.equals(ZLIB)) {
            throw refused("its compression is unknown here, only zlib ('gzip' in Celery) is known");
        }
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            byte[] plain = in.readNBytes(LARGEST_BODY + 1);
            if (plain.length > LARGEST_BODY) {
                throw refused("the body is larger than " + LARGEST_BODY + " bytes");
            }
            return plain;
        } catch (IOException e) {
            throw refused("the body cannot be decompressed");
        }
    }

    /** Python's {@code isoformat}, without an offset for UTC. */
    private static @Nullable Instant time(JsonNode headers, String name) {
        JsonNode value = headers.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String text = value.isString() ? value.asString() : "";
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException withoutOffset) {
            try {
                return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            } catch (DateTimeParseException e) {
                throw refused("its " + name + " is no time");
            }
        }
    }

    /** The message fit to be kept: without what Celery wrote of the arguments for people to read. */
    static String kept(ObjectNode envelope) {
        ObjectNode copy = envelope.deepCopy();
        if (copy.get("headers") instanceof ObjectNode headers) {
            headers.remove("argsrepr");
            headers.remove("kwargsrepr");
        }
        return new String(JSON.writeValueAsBytes(copy), StandardCharsets.ISO_8859_1);
    }

    /** The same without what cannot be read and may hold anything. */
    static String keptWithoutBody(ObjectNode envelope) {
        return kept(envelope.deepCopy().without("body"));
    }

    /** The same with other arguments, all of them named. */
    String keptWith(ObjectNode arguments) {
        ObjectNode copy = envelope.deepCopy();
        ArrayNode body = JSON.createArrayNode();
        body.addArray();
        body.add(arguments);
        body.addObject();
        copy.put("body", Base64.getEncoder().encodeToString(JSON.writeValueAsBytes(body)));
        ((ObjectNode) copy.get("headers")).remove("compression");
        return kept(copy);
    }

    static BrxException refused(String why) {
        return BrxException.of(BrxException.Kind.REJECTED, why);
    }

    /** What a message says of itself, short and without control characters. */
    static String shortened(String text) {
        String cut = text.length() <= 60 ? text : text.substring(0, 60) + "…";
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
