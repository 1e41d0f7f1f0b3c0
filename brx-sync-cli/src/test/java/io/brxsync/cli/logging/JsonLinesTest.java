package io.brxsync.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.simple.SimpleLoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-02-03T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private static JsonLines.Event event(Level level, String message, @Nullable Throwable thrown) {
        return new JsonLines.Event(level, "a.B", message, Map.of(), thrown);
    }

    @Test
    void writesAnObjectALineAndKeepsWhatWasThere() throws Exception {
        Path file = directory.resolve("logs").resolve("brx_sync.log");
        JsonLines.open(file, NOON).append(event(Level.INFO, "first", null));
        JsonLines again = JsonLines.open(file, NOON);
        again.append(event(Level.ERROR, "two\nlines \"quoted\" \u00e4", new IllegalStateException("why")));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonNode first = JsonMapper.shared().readTree(lines.get(0));
        assertThat(first.propertyNames()).containsExactly("time", "level", "logger", "thread", "message");
        assertThat(first.get("time").stringValue()).isEqualTo("2026-02-03T12:00:00Z");
        JsonNode second = JsonMapper.shared().readTree(lines.get(1));
        assertThat(second.get("message").stringValue()).isEqualTo("two\nlines \"quoted\" \u00e4");
        assertThat(second.get("exception").stringValue())
                .startsWith("java.lang.IllegalStateException: why")
                .contains("JsonLinesTest");
    }

    @Test
    void severalWritersNeverMixTheirLines() throws Exception {
        Path file = directory.resolve("brx_sync.log");
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            JsonLines own = JsonLines.open(file, NOON);
            String message = Integer.toString(i).repeat(3000);
            writers.add(new Thread(() -> {
                for (int line = 0; line < 200; line++) {
                    own.append(event(Level.INFO, message, null));
                }
            }));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(Files.readAllLines(file))
                .hasSize(800)
                .allSatisfy(line -> assertThat(JsonMapper.shared()
                                .readTree(line)
                                .get("message")
                                .stringValue())
                        .hasSize(3000));
    }

    @Test
    void refusesAFileThatCannotBeWritten() throws Exception {
        Files.writeString(directory.resolve("logs"), "a file where a directory should be");
        assertThatThrownBy(() -> JsonLines.check(directory.resolve("logs").resolve("brx_sync.log")))
                .hasMessageContaining("SYNC_LOG_TO_FILE");
    }

    @Test
    void theTeeFormatsOnceAndObeysTheLevel() throws Exception {
        Path file = directory.resolve("brx_sync.log");
        Logger tee =
                new TeeLogger(new SimpleLoggerFactory().getLogger("quiet"), true, List.of(JsonLines.open(file, NOON)));
        // Tests run at level warn.
        tee.info("not logged {}", 1);
        tee.warn("in={} out={}", 1, "two");
        tee.error("failed user={}", "u", new IllegalStateException("why"));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .contains(
                        "\"message\":\"in=1 out=two\"",
                        "\"level\":\"WARN\"",
                        "\"logger\":\"quiet\"",
                        "\"fields\":{\"in\":\"1\",\"out\":\"two\"}");
        assertThat(lines.get(1)).contains("\"message\":\"failed user=u\"", "IllegalStateException: why");
    }

    @Test
    void whatAPatternNamesIsAField() {
        assertThat(JsonLines.Event.named("Task {} failed task={} in_ms={} reason={}", new Object[] {"x", "t", 5, null}))
                .containsExactly(Map.entry("task", "t"), Map.entry("in_ms", "5"), Map.entry("reason", "null"));
        assertThat(JsonLines.Event.named("user={} more={}", new Object[] {"u"})).containsOnlyKeys("user");
        assertThat(JsonLines.Event.named("nothing", null)).isEmpty();
        assertThat(JsonLines.Event.named(null, new Object[] {"u"})).isEmpty();
    }

    @Test
    void standardErrorCanHaveThemInPlaceOfText() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Logger tee =
                new TeeLogger(new SimpleLoggerFactory().getLogger("quiet"), false, List.of(JsonLines.to(err, NOON)));
        tee.info("not logged {}", 1);
        tee.warn("failed user={}", "u");
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .satisfies(line -> assertThat(JsonMapper.shared()
                                .readTree(line)
                                .at("/fields/user")
                                .stringValue())
                        .isEqualTo("u"));
    }
}
