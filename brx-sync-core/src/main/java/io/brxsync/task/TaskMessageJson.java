package io.brxsync.task;

import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes whole messages as one JSON object, for Redis and for the outbox, and reads them back. The payload is embedded
 * and cut out again as text, so types nobody here knows pass unharmed. Members nobody here knows are ignored: a newer
 * build may write more. Thread-safe.
 */
public final class TaskMessageJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** More than all members other than the payload usually take. */
    private static final int INITIAL_LENGTH = 384;

    private TaskMessageJson() {}

    /** The message as one line of JSON. */
    public static String write(TaskMessage message) {
        TaskMessage.Options options = message.options();
        StringBuilder json =
                new StringBuilder(INITIAL_LENGTH + message.payload().length());
        json.append('{');
        member(json, "id", message.id());
        member(json, "type", message.type());
        member(json, "v", message.version());
        member(json, "user", message.user().toString());
        member(json, "queue", message.queue());
        member(json, "enqueued_at", options.enqueuedAt().toEpochMilli());
        if (options.priority() != 0) {
            member(json, "priority", options.priority());
        }
        if (options.notBefore() != null) {
            member(json, "not_before", options.notBefore().toEpochMilli());
        }
        if (options.uniqueKey() != null) {
            member(json, "unique", options.uniqueKey());
        }
        // Without a key it tells a worker whether the key in the database ends at the task's start.
        if (options.uniqueKey() != null || options.uniqueness() != TaskPolicy.Uniqueness.UNTIL_SETTLED) {
            member(json, "uniqueness", options.uniqueness().name().toLowerCase(Locale.ROOT));
        }
        return json.append("\"payload\":").append(message.payload()).append('}').toString();
    }

    private static void member(StringBuilder json, String name, String value) {
        json.append('"').append(name).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, json);
        json.append("\",");
    }

    private static void member(StringBuilder json, String name, long value) {
        json.append('"').append(name).append("\":").append(value).append(',');
    }

    /**
     * The message behind such a line.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static TaskMessage read(String text) {
        Map<String, String> members = new HashMap<>();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("A task message must be a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (value.isStructStart()) {
                    int begin = (int) json.currentTokenLocation().getCharOffset();
                    json.skipChildren();
                    members.put(name, text.substring(begin, (int)
                            json.currentLocation().getCharOffset()));
                } else if (value != JsonToken.VALUE_NULL) {
                    members.put(name, json.getString());
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("A task message is not readable JSON: " + e.getOriginalMessage(), e);
        }
        return message(members);
    }

    private static TaskMessage message(Map<String, String> members) {
        String uniqueness = members.getOrDefault("uniqueness", "until_settled");
        return new TaskMessage(
                required(members, "id"),
                required(members, "type"),
                Integer.parseInt(required(members, "v")),
                UUID.fromString(required(members, "user")),
                required(members, "queue"),
                required(members, "payload"),
                new TaskMessage.Options(
                        Integer.parseInt(members.getOrDefault("priority", "0")),
                        instant(members.get("not_before")),
                        members.get("unique"),
                        TaskPolicy.Uniqueness.valueOf(uniqueness.toUpperCase(Locale.ROOT)),
                        Instant.ofEpochMilli(Long.parseLong(required(members, "enqueued_at")))));
    }

    private static @Nullable Instant instant(@Nullable String millis) {
        return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis));
    }

    private static String required(Map<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("A task message lacks '" + name + "'");
        }
        return value;
    }
}
