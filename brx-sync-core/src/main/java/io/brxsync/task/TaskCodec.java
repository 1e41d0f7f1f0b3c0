package io.brxsync.task;

import static tools.jackson.core.filter.TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.f4b6a3.uuid.UuidCreator;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.filter.FilteringGeneratorDelegate;
import tools.jackson.core.filter.TokenFilter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes tasks as JSON and reads them back. Payload members are snake case; unknown and missing members are refused with
 * their names. Thread-safe.
 */
public final class TaskCodec {
    private static final String USER = "user";
    private static final int INITIAL_LENGTH = 256;

    /** Keeps every member of a task but its own 'user'. */
    private static final TokenFilter WITHOUT_USER = new TokenFilter() {
        @Override
        public @Nullable TokenFilter includeProperty(String name) {
            return name.equals(USER) ? null : INCLUDE_ALL;
        }

        @Override
        public boolean includeEmptyObject(boolean filtered) {
            return true;
        }
    };

    private final JsonMapper mapper = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .changeDefaultPropertyInclusion(
                    ignored -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();
    private final TaskTypes types;
    private final InstantSource clock;

    /** A codec for these types; the clock stamps new messages. */
    public TaskCodec(TaskTypes types, InstantSource clock) {
        this.types = types;
        this.clock = clock;
    }

    /** The types this codec reads and writes. */
    public TaskTypes types() {
        return types;
    }

    /**
     * A new message around a task, with an id of its own.
     *
     * @throws IllegalArgumentException if the task's type is not registered
     */
    public TaskMessage encode(Task task, EnqueueOptions options) {
        TaskType<?> type = types.of(task);
        Instant now = clock.instant();
        Duration delay = options.delay();
        return new TaskMessage(
                newId(),
                type.wireName(),
                type.version(),
                task.user(),
                options.queue() == null ? type.policy().queue() : options.queue(),
                payload(task),
                new TaskMessage.Options(
                        options.priority(),
                        delay.isZero() ? null : now.plus(delay),
                        task.uniqueKey(),
                        type.policy().uniqueness(),
                        now));
    }

    /**
     * The task inside a message.
     *
     * @throws IllegalArgumentException if its type or version is unknown here, or its payload does not fit
     */
    public Task decode(TaskMessage message) {
        TaskType<?> type = type(message.type());
        if (type.version() != message.version()) {
            throw new IllegalArgumentException(
                    "Task type " + message.capability() + " is unknown here; this build knows " + type.capability());
        }
        return decode(type, message.user(), message.payload());
    }

    /**
     * A task from its wire name and its payload as JSON text, as {@code brx-sync enqueue} takes them.
     *
     * @param payload a JSON object; null or empty text stands for {@code {}}
     * @throws IllegalArgumentException with one line that names what is wrong
     */
    public Task decode(String wireName, UUID user, @Nullable String payload) {
        return decode(type(wireName), user, payload == null || payload.isBlank() ? "{}" : payload);
    }

    /** The newer payload laid over the older one: members it names win, the others stay. */
    public String overlay(String older, String newer) {
        ObjectNode merged = (ObjectNode) mapper.readTree(older);
        JsonNode update = mapper.readTree(newer);
        update.properties().forEach(member -> {
            JsonNode before = merged.get(member.getKey());
            if (before instanceof ObjectNode object && member.getValue() instanceof ObjectNode more) {
                object.setAll(more);
            } else {
                merged.set(member.getKey(), member.getValue());
            }
        });
        return mapper.writeValueAsString(merged);
    }

    /** A new task id: a UUID of version 7, so that ids sort by time. */
    public static String newId() {
        return UuidCreator.getTimeOrderedEpochPlus1().toString();
    }

    private TaskType<?> type(String wireName) {
        return types.named(wireName)
                .orElseThrow(() -> new IllegalArgumentException("Unknown task type '" + wireName + "'; known are "
                        + String.join(
                                ", ",
                                types.all().stream().map(TaskType::wireName).toList())));
    }

    private String payload(Task task) {
        StringWriter text = new StringWriter(INITIAL_LENGTH);
        try (JsonGenerator json = new FilteringGeneratorDelegate(
                mapper.createGenerator(text), WITHOUT_USER, INCLUDE_ALL_AND_PATH, true)) {
            mapper.writeValue(json, task);
        }
        return text.toString();
    }

    private <T extends Task> T decode(TaskType<T> type, UUID user, String payload) {
        try {
            if (!(mapper.readTree(payload) instanceof ObjectNode object)) {
                throw new IllegalArgumentException("The payload of " + type.wireName() + " must be a JSON object");
            }
            if (object.has(USER)) {
                throw new IllegalArgumentException(
                        "The payload of " + type.wireName() + " must not hold 'user'; it is given beside it");
            }
            object.put(USER, user.toString());
            return mapper.treeToValue(object, type.payload());
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "The payload of " + type.wireName() + " does not fit: " + firstLine(e), e);
        }
    }

    private static String firstLine(JacksonException e) {
        Throwable cause = e.getCause();
        String message = cause instanceof IllegalArgumentException ? cause.getMessage() : e.getOriginalMessage();
        return message.lines().findFirst().orElse("not readable");
    }
}
