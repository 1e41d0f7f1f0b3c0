package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** What {@code --json} prints is a promise: the document names every member of every answer, and nothing else. */
class JsonDocumentTest {
    private static final Path DOCUMENT = Path.of("src/docs/json.md");
    private static final Pattern BLOCK =
            Pattern.compile("^### `([^`]+)`\\n\\n```text\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** The record that each command prints. */
    private static final Map<String, String> ANSWERS = answers();

    private static Map<String, String> answers() {
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("status", "StatusCommand$Result");
        answers.put("status --user", "UserReport$Result");
        answers.put("user list", "UserListCommand$Result");
        answers.put("user show", "UserReport$Result");
        answers.put("queues", "QueuesCommand$Result");
        answers.put("top", "TopCommand$Result");
        answers.put("dead list", "DeadListCommand$Result");
        answers.put("dead show", "DeadView");
        answers.put("outbound list", "OutboundListCommand$Result");
        answers.put("history", "HistoryCommand$Result");
        answers.put("limits", "LimitsCommand$Result");
        answers.put("cancel", "CancelCommand$Result");
        answers.put("celery list", "CeleryListCommand$Result");
        answers.put("doctor", "DoctorCommand$Result");
        return answers;
    }

    @Test
    void theDocumentNamesEveryMemberAndNothingElse() throws Exception {
        Map<String, String> written = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(Files.readString(DOCUMENT));
        while (block.find()) {
            written.put(block.group(1), block.group(2));
        }
        Map<String, String> printed = new LinkedHashMap<>();
        for (Map.Entry<String, String> answer : ANSWERS.entrySet()) {
            printed.put(answer.getKey(), shape(Class.forName("io.brxsync.cli." + answer.getValue())));
        }
        assertThat(written).isEqualTo(printed);
    }

    @Test
    void everyCommandThatPrintsJsonIsInTheDocument() {
        List<String> printing = new ArrayList<>();
        collect(new Run(Path.of("")).commands(), "", printing);

        // A task's payload goes in there; nothing is printed.
        printing.remove("enqueue");
        List<String> documented =
                ANSWERS.keySet().stream().filter(name -> !name.contains("--")).toList();
        assertThat(printing).containsExactlyInAnyOrderElementsOf(documented);
    }

    private static void collect(CommandLine command, String path, List<String> printing) {
        if (command.getCommandSpec().findOption("--json") != null) {
            printing.add(path.strip());
        }
        command.getSubcommands().forEach((name, sub) -> collect(sub, path + " " + name, printing));
    }

    private static String shape(Class<?> type) {
        StringBuilder lines = new StringBuilder();
        members(type, "", lines);
        return lines.toString();
    }

    private static void members(Class<?> type, String prefix, StringBuilder lines) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            boolean raw = component.getAccessor().isAnnotationPresent(JsonRawValue.class);
            member(prefix + name, component.getAnnotatedType(), raw, lines);
        }
    }

    private static void member(String name, AnnotatedType annotated, boolean raw, StringBuilder lines) {
        String orNull = annotated.isAnnotationPresent(Nullable.class) ? " or null" : "";
        Class<?> type = raw(annotated);
        if (raw || type == JsonNode.class) {
            lines.append(name).append(": any JSON").append(orNull).append('\n');
        } else if (type == List.class) {
            AnnotatedType element = argument(annotated, 0);
            if (raw(element).isRecord()) {
                lines.append(name).append("[]: objects").append(orNull).append('\n');
                members(raw(element), name + "[].", lines);
            } else {
                member(name + "[]", element, false, lines);
            }
        } else if (type == Map.class) {
            member(name + ".<name>", argument(annotated, 1), false, lines);
        } else if (type.isRecord()) {
            lines.append(name).append(": object").append(orNull).append('\n');
            members(type, name + ".", lines);
        } else {
            lines.append(name).append(": ").append(scalar(type)).append(orNull).append('\n');
        }
    }

    private static Class<?> raw(AnnotatedType annotated) {
        return annotated.getType() instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : (Class<?>) annotated.getType();
    }

    private static AnnotatedType argument(AnnotatedType annotated, int index) {
        return ((AnnotatedParameterizedType) annotated).getAnnotatedActualTypeArguments()[index];
    }

    private static String scalar(Class<?> type) {
        if (Stream.of(int.class, long.class, Integer.class, Long.class).anyMatch(type::equals)) {
            return "integer";
        }
        if (type == double.class || type == Double.class) {
            return "number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type == Instant.class) {
            return "time";
        }
        if (type == UUID.class) {
            return "UUID";
        }
        if (type == String.class) {
            return "text";
        }
        throw new IllegalArgumentException("No word for " + type);
    }
}
