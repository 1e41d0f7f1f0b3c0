package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class TopCommandTest {
    @TempDir
    Path directory;

    @Test
    void looksOnceOrAgainAndAgain() throws Exception {
        try (Sandbox sandbox = Sandbox.migrated(directory)) {
            Sandbox.Seller seller = sandbox.seller(directory, 0);
            sandbox.run(directory).run("resync", "--user", seller.id()).exits(0);
            Run.Result once =
                    sandbox.run(directory).run("top", "--once").exits(0).prints("1 user: ", "bulk-sync");
            assertThat(once.out()).doesNotContain("\u001b");
            JsonNode json = JsonAnswers.of(sandbox.run(directory).run("top", "--once", "--json"));
            assertThat(json.propertyNames()).containsExactlyInAnyOrder("time", "users", "queues");

            Run plain = sandbox.run(directory);
            CompletableFuture<Run.Result> end = plain.start("top", "--interval", "100ms", "--json");
            Sandbox.await(
                    "three looks",
                    Duration.ofSeconds(30),
                    () -> plain.outSoFar().lines().count() >= 3);
            plain.signals().raise(Signals.INT);
            Run.Result result = end.get(30, TimeUnit.SECONDS).exits(130);
            assertThat(result.lines())
                    .allSatisfy(line ->
                            assertThat(JsonAnswers.parse(line).isObject()).isTrue());

            Run live = sandbox.run(directory).terminal(new Terminal(true, true, 80, null));
            CompletableFuture<Run.Result> closed = live.start("top", "--interval", "100ms");
            live.signals().raise(Signals.INT);
            assertThat(closed.get(30, TimeUnit.SECONDS).out())
                    .startsWith("\u001b[?25l\u001b[H\u001b[2J")
                    .endsWith("\u001b[?25h");
        }
    }
}
