package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class LimitsCommandTest {
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

    private Run run() {
        return sandbox.run(directory);
    }

    private JsonNode limits() {
        return JsonAnswers.of(run().run("limits", "--json").exits(0));
    }

    @Test
    void whatIsSetIsShownUntilItIsTakenBack() {
        run().run("limits").exits(0).prints("waiting per user and queue   none", "waiting per queue            none");
        run().run("limits", "bulk-sync=2", "type:order_webhook=4", "--waiting-per-user", "100")
                .exits(0)
                .prints("running of bulk-sync", "running of type:order_webhook");
        run().run("limits", "--waiting-per-queue", "5000").exits(0);
        JsonNode all = limits();
        assertThat(all.at("/queues/bulk-sync").asInt()).isEqualTo(2);
        assertThat(all.at("/types/order_webhook").asInt()).isEqualTo(4);
        assertThat(all.get("waiting_per_user").asInt()).isEqualTo(100);
        assertThat(all.get("waiting_per_queue").asInt()).isEqualTo(5000);
        run().run("limits", "bulk-sync=none", "--waiting-per-user", "none").exits(0);
        assertThat(limits().get("queues")).isEmpty();
        assertThat(limits().get("waiting_per_user").isNull()).isTrue();
        assertThat(limits().get("waiting_per_queue").asInt()).isEqualTo(5000);
    }

    @ParameterizedTest
    @CsvSource({
        "bulk-sync, is not QUEUE=N",
        "bulk-sync=0, at least 1",
        "bulk-sync=many, neither a number",
        "Bulk=1, queue name",
        "type:bulk_sink=1, bulk_sink"
    })
    void nonsenseIsRefusedByBothCommands(String setting, String complaint) {
        run().run("limits", setting).exits(2).complains("NAME=N: ", complaint);
        run().run("worker", "--limit", setting).exits(2).complains("--limit: ", complaint);
        assertThat(limits().get("queues")).isEmpty();
    }

    @Test
    void aBadBoundNamesItsOption() {
        run().run("limits", "--waiting-per-user", "0").exits(2).complains("--waiting-per-user", "at least 1");
        run().run("limits", "--waiting-per-queue", "x").exits(2).complains("--waiting-per-queue");
    }

    @Test
    void aFullLaneRefusesAndSaysWhichBoundAndHowMany() {
        String user = UUID.randomUUID().toString();
        run().run("limits", "--waiting-per-user", "2").exits(0);
        for (int i = 0; i < 2; i++) {
            refresh(user, i).exits(0);
        }
        Run.Result refused = refresh(user, 2).exits(1).prints(" refused");
        assertThat(refused.err().lines())
                .containsExactly("Refused 1 task: 2 tasks of user " + user
                        + " wait in queue default, no more than 2 may"
                        + " ('brx-sync limits --waiting-per-user N' changes that)");
        assertThat(sandbox.number("select count(*) from sync_operations where status = 'failed'"
                        + " and operation_metadata ->> 'error' like 'refused: 2 tasks%'"))
                .isOne();
        refresh(UUID.randomUUID().toString(), 0).exits(0);
    }

    private Run.Result refresh(String user, int blueprint) {
        return run().run(
                        "enqueue",
                        "refresh_products",
                        "--user",
                        user,
                        "--json",
                        "{\"blueprint_ids\":[" + blueprint + "]}");
    }

    @Test
    void aFullQueueRefusesAResyncToo() {
        sandbox.seller(directory, 1);
        sandbox.seller(directory, 1);
        run().run("limits", "--waiting-per-queue", "1").exits(0);
        Run.Result result = run().run("resync", "--all").exits(1);
        assertThat(result.lines()).anyMatch(line -> line.endsWith(" refused"));
        assertThat(result.err())
                .isEqualTo("Refused 1 task: 1 tasks wait in queue bulk-sync, no more than 1 may"
                        + " ('brx-sync limits --waiting-per-queue N' changes that)" + System.lineSeparator());
    }

    @Test
    void aWorkersLimitHoldsForAllWorkersTogether() throws Exception {
        List<Sandbox.Seller> sellers =
                Stream.generate(() -> sandbox.seller(directory, 50)).limit(3).toList();
        Gate gate = sandbox.cardTrader().faults().hold(Gate.midBody(1000), FaultMatch.of("GET", "/products/export"), 3);
        Run one = run();
        Run two = run();
        CompletableFuture<Run.Result> first = one.start("worker", "-c", "2", "--limit", "bulk-sync=1");
        Sandbox.await(
                "the limit",
                Duration.ofSeconds(30),
                () -> limits().at("/queues/bulk-sync").asInt() == 1);
        CompletableFuture<Run.Result> second = two.start("worker", "-c", "2");
        run().run("resync", "--all").exits(0);
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        JsonNode queue = JsonAnswers.of(run().run("queues", "--json")).at("/queues/0");
        assertThat(queue.get("in_flight").asInt()).isOne();
        assertThat(queue.get("ready").asInt()).isEqualTo(2);
        gate.release();
        Sandbox.await(
                "all syncs",
                Duration.ofSeconds(30),
                () -> sellers.stream().allMatch(seller -> sandbox.mirrored(seller.user()) == 50));
        one.signals().raise(Signals.TERM);
        two.signals().raise(Signals.TERM);
        first.get(30, TimeUnit.SECONDS).exits(0);
        second.get(30, TimeUnit.SECONDS).exits(0);
    }
}
