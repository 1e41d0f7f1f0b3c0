package io.brxsync.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.benchmark.Comparison.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    private final List<String> turns = new ArrayList<>();

    private Contender contender(String name, double... values) {
        Iterator<Double> all = java.util.Arrays.stream(values).boxed().toList().iterator();
        return new Contender(name, () -> {
            turns.add(name);
            return Figures.NONE.with("us", all.next());
        });
    }

    private Outcome outcome() throws Exception {
        return new Comparison("t", "n", List.of(contender("floor", 3, 1, 2), contender("rival", 40, 4, 5)))
                .run(3, NOWHERE);
    }

    @Test
    void contendersTakeTurnsAndEachRoundBeginsWithAnother() throws Exception {
        outcome();
        assertThat(turns).containsExactly("floor", "rival", "rival", "floor", "floor", "rival");
    }

    @Test
    void aFigureIsTheMedianOfItsRounds() throws Exception {
        Outcome outcome = outcome();
        assertThat(outcome.rows().get(0).medians()).containsExactly(Map.entry("us", 2.0));
        assertThat(outcome.rows().get(1).medians()).containsExactly(Map.entry("us", 5.0));
        assertThat(outcome.rows().get(1).rounds()).containsEntry("us", List.of(40.0, 4.0, 5.0));
        assertThat(Comparison.median(List.of(1.0, 4.0))).isEqualTo(2.5);
    }

    @Test
    void theReportSetsEverybodyAgainstTheFloor(@TempDir Path directory) throws Exception {
        Machine machine = new Machine(Instant.parse("2026-01-02T03:04:05Z"), 2, 4096, "Linux", "17", 0.5);
        Report report = new Report("q", machine, Map.of("redis", "7"), List.of(outcome()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report.print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("us      2  5 (2.50x)", "2026-01-02T03:04:05Z");

        Path file = directory.resolve("new/q.json");
        report.write(file);
        JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
        assertThat(json.at("/machine/processors").asInt()).isEqualTo(2);
        assertThat(json.at("/machine/at").stringValue()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(json.at("/outcomes/0/rows/1/rounds/us/0").asInt()).isEqualTo(40);
    }
}
