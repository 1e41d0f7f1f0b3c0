package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DeadCommandsTest {
    @TempDir
    Path directory;

    private Sandbox sandbox;
    private List<String> ids = List.of();

    /** Three syncs of users who are not connected: given up at once. */
    @BeforeEach
    void bury() throws Exception {
        sandbox = Sandbox.migrated(directory);
        for (int i = 0; i < 3; i++) {
            run().run("enqueue", "bulk_sync", "--user", UUID.randomUUID().toString())
                    .exits(0);
        }
        Run worker = run();
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "2", "-q", "bulk-sync");
        Sandbox.await("three dead letters", Duration.ofSeconds(30), () -> dead().size() == 3);
        worker.signals().raise(Signals.TERM);
        end.get(30, TimeUnit.SECONDS).exits(0);
        ids = dead().valueStream().map(letter -> letter.get("id").stringValue()).toList();
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Run run() {
        return sandbox.run(directory);
    }

    private JsonNode dead() {
        return JsonAnswers.of(run().run("dead", "list", "--json").exits(0)).get("dead");
    }

    @Test
    void listAndShowTellWhatAndWhy() {
        run().run("dead", "list").exits(0).prints(ids.get(0), "bulk_sync", "bulk-sync", "not connected");
        run().run("dead", "list", "--queue", "other").exits(0).prints("No dead letters");
        assertThat(JsonAnswers.of(run().run("dead", "list", "--json", "--limit", "2", "--offset", "1"))
                        .get("dead"))
                .hasSize(2);
        JsonNode letter =
                JsonAnswers.of(run().run("dead", "show", ids.get(1), "--json").exits(0));
        assertThat(letter.propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "type",
                        "version",
                        "queue",
                        "user",
                        "reason",
                        "attempts",
                        "crashes",
                        "enqueued_at",
                        "buried_at",
                        "payload");
        assertThat(letter.get("payload").isObject()).isTrue();
        run().run("dead", "show", ids.get(1)).exits(0).prints("reason    ", "not connected", "payload   {");
        run().run("dead", "show", "nothing").exits(1).complains("nothing");
    }

    @Test
    void retryPutsThemBack() {
        run().run("dead", "retry", ids.get(0)).exits(0).prints("Retried 1 dead letter");
        assertThat(dead()).hasSize(2);
        run().run("queues").exits(0).prints("bulk-sync      1");
        run().run("dead", "retry", ids.get(0), ids.get(1)).exits(1).prints("Retried 1 dead letter");
        run().run("dead", "retry", "--all", "--queue", "other").exits(0).prints("Retried 0");
        run().run("dead", "retry", "--all").exits(0).prints("Retried 1 dead letter");
        assertThat(dead()).isEmpty();
    }

    @Test
    void retryMayMoveThemToAnotherQueue() {
        run().run("dead", "retry", ids.get(0), "--to", "Second Thoughts")
                .exits(2)
                .complains("--to");
        run().run("dead", "retry", ids.get(0), "--to", "second-thoughts")
                .exits(0)
                .prints("Retried 1 dead letter");
        assertThat(dead()).hasSize(2);
        run().run("queues").exits(0).prints("second-thoughts      1");
    }

    @Test
    void purgeForgetsThem() {
        run().run("dead", "purge", ids.get(0), ids.get(2)).exits(0).prints("Purged 2 dead letters");
        run().run("dead", "purge", "--all").exits(0).prints("Purged 1 dead letter");
        assertThat(dead()).isEmpty();
        run().run("dead", "list").exits(0).prints("No dead letters");
    }
}
