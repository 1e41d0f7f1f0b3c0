package io.brxsync.task;

import java.time.Instant;
import java.util.Locale;
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
        Members members = new Members();
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
                    members.set(name, text.substring(begin, (int)
                            json.currentLocation().getCharOffset()));
                } else if (value != JsonToken.VALUE_NULL) {
                    members.set(name, json.getString());
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("A task message is not readable JSON: " + e.getOriginalMessage(), e);
        }
        return members.message();
    }

    /** What was read so far. */
    private static final class Members {
        private @Nullable String id;
        private @Nullable String type;
        private @Nullable String version;
        private @Nullable String user;
        private @Nullable String queue;
        private @Nullable String payload;
        private @Nullable String priority;
        private @Nullable String notBefore;
        private @Nullable String unique;
        private @Nullable String uniqueness;
        private @Nullable String enqueuedAt;

        void set(String name, String value) {
            switch (name) {
                case "id" -> id = value;
                case "type" -> type = value;
                case "v" -> version = value;
                case "user" -> user = value;
                case "queue" -> queue = value;
                case "payload" -> payload = value;
                case "priority" -> priority = value;
                case "not_before" -> notBefore = value;
                case "unique" -> unique = value;
                case "uniqueness" -> uniqueness = value;
                case "enqueued_at" -> enqueuedAt = value;
                default -> {}
            }
        }

        TaskMessage message() {
            return new TaskMessage(
                    required(id, "id"),
                    required(type, "type"),
                    Integer.parseInt(required(version, "v")),
                    UUID.fromString(required(user, "user")),
                    required(queue, "queue"),
                    required(payload, "payload"),
                    new TaskMessage.Options(
                            priority == null ? 0 : Integer.parseInt(priority),
                            notBefore == null ? null : instant(notBefore),
                            unique,
                            uniqueness == null
                                    ? TaskPolicy.Uniqueness.UNTIL_SETTLED
                                    : TaskPolicy.Uniqueness.valueOf(uniqueness.toUpperCase(Locale.ROOT)),
                            instant(required(enqueuedAt, "enqueued_at"))));
        }

        private static Instant instant(String millis) {
            return Instant.ofEpochMilli(Long.parseLong(millis));
        }

        private static String required(@Nullable String value, String name) {
            if (value == null) {
                throw new IllegalArgumentException("A task message lacks '" + name + "'");
            }
            return value;
        }
    }
}
