package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class EnqueueCommandTest {
    @TempDir
    Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void open() {
        sandbox = Sandbox.migrated(directory);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private JsonNode queue(String name) {
        JsonNode queues =
                JsonAnswers.of(sandbox.run(directory).run("queues", "--json").exits(0));
        return queues.get("queues")
                .valueStream()
                .filter(queue -> queue.get("queue").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTaskGoesToItsQueueOnce() {
        String user = UUID.randomUUID().toString();
        Run.Result first = sandbox.run(directory).run("enqueue", "bulk_sync", "--user", user);
        assertThat(first.exits(0).out()).matches("[0-9a-f-]{36} added\\R");
        Run.Result second = sandbox.run(directory).run("enqueue", "bulk_sync", "--user", user);
        assertThat(second.exits(0).out())
                .isEqualTo(first.out().strip().split(" ")[0] + " duplicate" + System.lineSeparator());
        JsonNode queue = queue("bulk-sync");
        assertThat(queue.propertyNames())
                .containsExactlyInAnyOrder(
                        "queue",
                        "ready",
                        "in_flight",
                        "scheduled",
                        "held",
                        "parked",
                        "dead",
                        "oldest_seconds",
                        "paused");
        assertThat(queue.get("ready").asInt()).isOne();
    }

    @Test
    void queueDelayAndPriorityAreTaken() {
        String user = UUID.randomUUID().toString();
        sandbox.run(directory)
                .run(
                        "enqueue",
                        "refresh_products",
                        "--user",
                        user,
                        "--json",
                        "{\"blueprint_ids\":[1,2]}",
                        "--queue",
                        "slow",
                        "--delay",
                        "1h",
                        "--priority",
                        "-3")
                .exits(0)
                .prints("added");
        assertThat(queue("slow").get("scheduled").asInt()).isOne();
    }

    @Test
    void aFileIsEnqueuedInOrder() throws Exception {
        List<String> lines = IntStream.range(0, 1200)
                .mapToObj(i -> "{\"type\":\"refresh_products\",\"user\":\"" + new UUID(7, i)
                        + "\",\"payload\":{\"blueprint_ids\":[" + i + "]}}")
                .collect(Collectors.toList());
        lines.add("");
        lines.add("{\"type\":\"bulk_sync\",\"user\":\"" + new UUID(8, 1)
                + "\",\"queue\":\"q2\",\"delay\":\"5m\",\"priority\":2}");
        Files.write(directory.resolve("tasks.jsonl"), lines);
        Run.Result result =
                sandbox.run(directory).run("enqueue", "--file", "tasks.jsonl").exits(0);
        assertThat(result.lines()).hasSize(1201).allMatch(line -> line.endsWith(" added"));
        assertThat(queue("default").get("ready").asInt()).isEqualTo(1200);
        assertThat(queue("q2").get("scheduled").asInt()).isOne();
    }

    @Test
    void standardInputIsAFileToo() {
        sandbox.run(directory)
                .input("{\"type\":\"bulk_sync\",\"user\":\"" + UUID.randomUUID() + "\"}\n")
                .run("enqueue", "--file", "-")
                .exits(0)
                .prints("added");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | not readable JSON",
                "[] | not a JSON object",
                "{} | 'type' is missing",
                "{\"type\":\"bulk_sync\"} | 'user' is missing",
                "{\"type\":\"bulk_sync\",\"user\":\"1-1-1-1-1\"} | not a UUID",
                "{\"type\":\"bulk_sink\",\"user\":\"U\"} | bulk_sink",
                "{\"type\":\"bulk_sync\",\"user\":\"U\",\"payload\":{\"force\":true}} | force",
                "{\"type\":\"bulk_sync\",\"user\":\"U\",\"payload\":[]} | JSON object",
                "{\"type\":\"bulk_sync\",\"user\":\"U\",\"when\":\"now\"} | when",
                "{\"type\":\"bulk_sync\",\"user\":\"U\",\"delay\":\"later\"} | later",
                "{\"type\":\"bulk_sync\",\"user\":\"U\",\"delay\":5} | delay",
                "{\"type\":\"bulk_sync\",\"user\":\"U\",\"priority\":\"1\"} | priority",
                "{\"type\":\"bulk_sync\",\"user\":\"U\",\"priority\":99} | priority",
                "{\"type\":\"bulk_sync\",\"user\":\"U\",\"user\":\"U\"} | not readable JSON",
                "{\"type\":\"bulk_sync\",\"user\":\"U\"} {} | not readable JSON",
                "{\"type\":\"adjust_stock\",\"user\":\"U\",\"payload\":{\"external_stock_id\":\"1\",\"delta\":0,\"key\":\"k\"}} | delta"
            })
    void oneBadLineKeepsTheWholeFileOut(String line, String complaint) throws Exception {
        String user = UUID.randomUUID().toString();
        Files.write(
                directory.resolve("tasks.jsonl"),
                List.of("{\"type\":\"bulk_sync\",\"user\":\"" + user + "\"}", "", line.replace("U\"", user + "\"")));
        sandbox.run(directory)
                .run("enqueue", "--file", "tasks.jsonl")
                .exits(2)
                .complains("--file: tasks.jsonl line 3: ", complaint);
        assertThat(sandbox.number("select count(*) from sync_operations")).isZero();
        sandbox.run(directory).run("queues").exits(0).prints("No queue has held a task yet");
    }

    @Test
    void aPausedQueueSaysSo() {
        sandbox.run(directory)
                .run("enqueue", "bulk_sync", "--user", UUID.randomUUID().toString())
                .exits(0);
        sandbox.run(directory).run("pause", "bulk-sync").exits(0);
        assertThat(queue("bulk-sync").get("paused").booleanValue()).isTrue();
        sandbox.run(directory).run("queues").exits(0).prints("paused");
        sandbox.run(directory).run("resume", "bulk-sync").exits(0);
        assertThat(queue("bulk-sync").get("paused").booleanValue()).isFalse();
    }

    @Test
    void recoverBringsBackWhatRedisLost() {
        sandbox.run(directory)
                .run("enqueue", "bulk_sync", "--user", UUID.randomUUID().toString())
                .exits(0);
        // Another namespace is a Redis that lost everything; the row has to be two seconds old to be sure of that.
        sandbox.update("update sync_operations set created_at = created_at - interval '1 minute'");
        String lost = sandbox.namespace() + "-lost";
        sandbox.run(directory).run("recover").exits(0).prints("Recovered 0 tasks");
        sandbox.run(directory).run("--namespace", lost, "recover").exits(0).prints("Recovered 1 task");
        sandbox.run(directory).run("--namespace", lost, "recover").exits(0).prints("Recovered 0 tasks");
    }
}
