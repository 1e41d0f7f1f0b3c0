package io.brxsync.examples.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.benchmark.bulk.BulkQuestion;
import io.brxsync.examples.benchmark.latency.LatencyQuestion;
import io.brxsync.examples.benchmark.micro.MicroQuestion;
import io.brxsync.examples.benchmark.push.PushQuestion;
import io.brxsync.examples.benchmark.queue.QueueQuestion;
import io.brxsync.examples.benchmark.recover.RecoverQuestion;
import io.brxsync.examples.benchmark.scale.ScaleQuestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each question once, so small that its figures mean nothing, but not what they count. */
class QuestionsTest {
    @TempDir
    private Path directory;

    private JsonNode ask(Callable<Integer> question, String... arguments) throws IOException {
        Path json = directory.resolve("answer.json");
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", json.toString()));
        assertThat(new CommandLine(question).execute(all.toArray(String[]::new)))
                .isZero();
        return JsonMapper.shared().readTree(Files.readString(json)).get("outcomes");
    }

    private static JsonNode figures(JsonNode outcomes, String contender) {
        return StreamSupport.stream(outcomes.spliterator(), false)
                .flatMap(outcome -> StreamSupport.stream(outcome.get("rows").spliterator(), false))
                .filter(row -> row.get("name").stringValue().equals(contender))
                .findFirst()
                .orElseThrow()
                .get("medians");
    }

    private static List<String> names(JsonNode outcomes) {
        return StreamSupport.stream(outcomes.spliterator(), false)
                .flatMap(outcome -> StreamSupport.stream(outcome.get("rows").spliterator(), false))
                .map(row -> row.get("name").stringValue())
                .toList();
    }

    @Test
    void bulk() throws IOException {
        JsonNode outcomes = ask(
                new BulkQuestion(),
                "--only",
                "many",
                "--users",
                "2",
                "--products",
                "40",
                "--warm-up",
                "0",
                "--rounds",
                "1",
                "--heap",
                "128");
        JsonNode sync = figures(outcomes, "sync");
        assertThat(sync.get("first: rows inserted").asInt()).isEqualTo(80);
        assertThat(sync.get("unchanged: row versions written").asInt()).isZero();
        assertThat(sync.get("5 % changed: row versions written").asInt()).isEqualTo(4);
        assertThat(figures(outcomes, "row-wise")
                        .get("unchanged: row versions written")
                        .asInt())
                .isEqualTo(80);
        assertThat(figures(outcomes, "COPY").get("first: products/s").asDouble())
                .isPositive();
    }

    @Test
    void queue() throws IOException {
        JsonNode outcomes = ask(
                new QueueQuestion(),
                "--tasks",
                "1200",
                "--users",
                "5",
                "--rounds",
                "1",
                "--rivals",
                "jobrunr,db-scheduler");
        JsonNode ours = figures(outcomes, "brx-sync");
        assertThat(ours.get("drained, per second").asDouble()).isPositive();
        assertThat(ours.get("reads of Redis per task").asDouble())
                .as("several tasks share a call")
                .isLessThan(figures(outcomes, "LMOVE, LREM")
                        .get("reads of Redis per task")
                        .asDouble());
        for (String rival : List.of("jobrunr", "db-scheduler")) {
            JsonNode figures = figures(outcomes, rival);
            assertThat(figures.get("drained, per second").asDouble()).isPositive();
            assertThat(figures.has("PostgreSQL CPU us per task")).isTrue();
            assertThat(figures.has("Redis CPU us per task")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue", "latency", "recover"})
    void aRivalThatIsNotInstalledSaysHowToGetItBeforeAnythingIsMeasured(String question) {
        StringWriter said = new StringWriter();
        int exitCode = new CommandLine(new Benchmark())
                .setErr(new PrintWriter(said))
                .execute(
                        question,
                        "--rivals",
                        "bullmq",
                        "--interpreter",
                        "node=" + directory.resolve("nothing"),
                        "--json",
                        directory.resolve("answer.json").toString());
        assertThat(exitCode).isEqualTo(2);
        assertThat(said.toString()).contains("npm install bullmq", "--interpreter node=PATH");
        assertThat(directory.resolve("answer.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"brx-sync", "resque", "DB_SCHEDULER"})
    void whoIsNoRivalIsRefused(String name) {
        StringWriter said = new StringWriter();
        int exitCode = new CommandLine(new Benchmark())
                .setErr(new PrintWriter(said))
                .execute("latency", "--rivals", "jobrunr," + name);
        assertThat(exitCode).isEqualTo(2);
        assertThat(said.toString())
                .contains("'" + name + "' is none of celery, bullmq, sidekiq, jobrunr, db-scheduler");
    }

    @Test
    void latency() throws IOException {
        JsonNode outcomes = ask(
                new LatencyQuestion(),
                "--tasks",
                "50",
                "--warm-up",
                "50",
                "--bulk",
                "3000",
                "--rounds",
                "1",
                "--rivals",
                "db-scheduler");
        for (String contender : List.of("brx-sync", "db-scheduler")) {
            JsonNode idle = figures(outcomes, contender + ", idle");
            assertThat(idle.get("urgent tasks").asInt()).isEqualTo(50);
            assertThat(idle.get("p50 ms").asDouble()).isPositive();
            assertThat(idle.has("bulk tasks per second")).isFalse();
            JsonNode busy = figures(outcomes, contender + ", under load");
            assertThat(busy.get("bulk tasks per second").asDouble()).isPositive();
            assertThat(busy.get("bulk tasks that still wait").asInt())
                    .as("urgent tasks overtake bulk tasks")
                    .isBetween(1, 2999);
        }
    }

    @Test
    void latencyOfWhoLooksFromTimeToTimeAndKnowsNoPriorities() throws IOException {
        JsonNode outcomes = ask(
                new LatencyQuestion(),
                "--tasks",
                "3",
                "--warm-up",
                "3",
                "--bulk",
                "300",
                "--rounds",
                "1",
                "--rivals",
                "jobrunr");
        assertThat(figures(outcomes, "jobrunr, idle").get("worst ms").asDouble())
                .isBetween(1.0, 20_000.0);
        assertThat(names(outcomes)).doesNotContain("jobrunr, under load");
    }

    @Test
    void push() throws IOException {
        JsonNode outcomes = ask(new PushQuestion(), "--only", "many", "--users", "2", "--edits", "6");
        assertThat(figures(outcomes, "one bulk_update each")
                        .get("requests besides looks at jobs")
                        .asInt())
                .isEqualTo(12);
        JsonNode later = figures(outcomes, "worker comes later");
        assertThat(later.get("requests besides looks at jobs").asInt())
                .isEqualTo(later.get("requests that jobs of 400 need").asInt())
                .isEqualTo(2);
        assertThat(later.get("operations that failed").asInt()).isZero();
    }

    @Test
    void recover() throws IOException {
        JsonNode killed = figures(
                ask(new RecoverQuestion(), "--only", "kill", "--waiting", "20", "--lease", "1", "--rounds", "1"),
                "nothing else waits");
        assertThat(killed.get("tasks interrupted").asInt()).isEqualTo(8);
        assertThat(killed.get("operations that failed").asInt()).isZero();
        JsonNode flushed =
                figures(ask(new RecoverQuestion(), "--only", "flush", "--pending", "700", "--rounds", "1"), "brx-sync");
        assertThat(flushed.get("enqueued again").asInt()).isEqualTo(700);
        assertThat(flushed.get("ready in Redis").asInt()).isEqualTo(700);
        assertThat(flushed.get("recovered twice").asInt()).isZero();
    }

    @Test
    void fateOfRunningTasks() throws IOException {
        JsonNode outcomes = ask(
                new RecoverQuestion(),
                "--only",
                "fate",
                "--lease",
                "1",
                "--within",
                "6",
                "--rivals",
                "jobrunr,db-scheduler",
                "--rounds",
                "1");
        for (String longer : List.of("brx-sync", "jobrunr", "db-scheduler")) {
            JsonNode figures = figures(outcomes, longer);
            assertThat(figures.get("run again within 6 s").asInt()).isZero();
            assertThat(figures.get("lost").asInt()).isZero();
            assertThat(figures.has("first runs again after s")).isFalse();
        }
        for (String shorter : List.of("brx-sync, 1 s", "db-scheduler, 1 s")) {
            JsonNode figures = figures(outcomes, shorter);
            assertThat(figures.get("run again within 6 s").asInt()).isEqualTo(8);
            assertThat(figures.get("lost").asInt()).isZero();
            assertThat(figures.get("first runs again after s").asDouble())
                    .as("not while the lease of the killed worker holds")
                    .isGreaterThan(0.3);
        }
        assertThat(names(outcomes)).doesNotContain("jobrunr, 1 s");
    }

    @Test
    void scale() throws IOException {
        JsonNode outcomes =
                ask(new ScaleQuestion(), "--steps", "3", "--users", "3", "--workers", "2", "--products", "10");
        for (String contender : List.of("3 sellers", "2 workers")) {
            JsonNode figures = figures(outcomes, contender);
            assertThat(figures.get("operations that failed").asInt()).isZero();
            assertThat(figures.get("orders missing").asInt()).isZero();
            assertThat(figures.get("lots that the mirror has too many").asInt()).isZero();
            assertThat(figures.get("answers 429").asInt()).isZero();
        }
    }

    @Test
    void micro() throws IOException {
        JsonNode outcomes =
                ask(new MicroQuestion(), "--only", "Decode", "--forks", "0", "--iterations", "1", "--millis", "20");
        assertThat(figures(outcomes, "decode").get("us").asDouble()).isPositive();
    }
}
