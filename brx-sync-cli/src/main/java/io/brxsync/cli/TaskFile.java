package io.brxsync.cli;

import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a file of tasks, one JSON object a line; empty lines are skipped. The whole file is checked before anything is
 * returned. Errors are {@link IllegalArgumentException} with the line's number.
 */
final class TaskFile {
    private static final Set<String> MEMBERS = Set.of("type", "user", "payload", "queue", "delay", "priority");

    private final TaskCodec codec;
    private final JsonMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    TaskFile(TaskCodec codec) {
        this.codec = codec;
    }

    /** The tasks of a file; {@code -} stands for standard input. */
    List<TaskMessage> read(String name, Shell shell) {
        boolean standardInput = name.equals("-");
        String label = standardInput ? "standard input" : name;
        try (BufferedReader lines = standardInput
                ? new BufferedReader(new InputStreamReader(shell.streams().in(), StandardCharsets.UTF_8.newDecoder()))
                : Files.newBufferedReader(shell.directory().resolve(Path.of(name)))) {
            return read(label, lines);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + name, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(label + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(label + " cannot be read", e);
        }
    }

    private List<TaskMessage> read(String label, BufferedReader lines) throws IOException {
        List<TaskMessage> messages = new ArrayList<>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                messages.add(message(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(label + " line " + number + ": " + e.getMessage(), e);
            }
        }
        return messages;
    }

    private TaskMessage message(String line) {
        ObjectNode object = object(line);
        for (String member : object.propertyNames()) {
            if (!MEMBERS.contains(member)) {
                throw new IllegalArgumentException("unknown member '" + member + "'; known are type, user, payload,"
                        + " queue, delay and priority");
            }
        }
        String type = required(object, "type");
        UUID user = user(required(object, "user"));
        JsonNode payload = object.get("payload");
        String text = payload == null || payload.isNull() ? null : payload.toString();
        String delay = optional(object, "delay");
        EnqueueOptions options = new EnqueueOptions(
                optional(object, "queue"), delay == null ? Duration.ZERO : Durations.parse(delay), priority(object));
        return codec.encode(codec.decode(type, user, text), options);
    }

    private ObjectNode object(String line) {
        try {
            if (json.readTree(line) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "not readable JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
        throw new IllegalArgumentException("not a JSON object");
    }

    private static UUID user(String text) {
        try {
            UUID user = UUID.fromString(text);
            if (user.toString().equalsIgnoreCase(text)) {
                return user;
            }
        } catch (IllegalArgumentException notOne) {
            throw new IllegalArgumentException("user '" + text + "' is not a UUID", notOne);
        }
        throw new IllegalArgumentException("user '" + text + "' is not a UUID");
    }

    private static int priority(ObjectNode object) {
        JsonNode priority = object.get("priority");
        if (priority == null || priority.isNull()) {
            return 0;
        }
        if (!priority.isInt()) {
            throw new IllegalArgumentException("priority must be a whole number");
        }
        return priority.intValue();
    }

    private static String required(ObjectNode object, String member) {
        String value = optional(object, member);
        if (value == null) {
            throw new IllegalArgumentException("'" + member + "' is missing");
        }
        return value;
    }

    private static @Nullable String optional(ObjectNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new IllegalArgumentException("'" + member + "' must be a text");
        }
        return value.stringValue();
    }
}
