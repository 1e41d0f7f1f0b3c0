package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ResyncCommandTest {
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

    @Test
    void waitsForAWorkerAndTellsTheCountsOfEachUser() throws Exception {
        Sandbox.Seller one = sandbox.seller(directory, 120);
        Sandbox.Seller two = sandbox.seller(directory, 30);
        Run worker = run();
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "2", "-q", "bulk-sync");
        Run.Result result = run().run("resync", "--user", one.id(), two.id(), "--wait");
        result.exits(0)
                .prints(
                        one.id() + " completed, 120 products: created 120, updated 0",
                        two.id() + " completed, 30 products: created 30");
        assertThat(result.out()).doesNotContain("\u001b", "\r");
        run().run("resync", "--all", "--wait").exits(0).prints("unchanged 120", "unchanged 30");
        assertThat(sandbox.mirrored(one.user())).isEqualTo(120);
        worker.signals().raise(Signals.TERM);
        end.get(30, TimeUnit.SECONDS).exits(0);
    }

    @Test
    void drawsABarOnATerminal() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 50);
        Run worker = run();
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1", "-q", "bulk-sync");
        Run.Result result = run().terminal(new Terminal(true, false, 60, null)).run("resync", "--all", "--wait");
        result.exits(0).prints(seller.id() + " completed");
        assertThat(result.err()).contains("\r\u001b[K[");
        assertThat(result.err().split("\r\u001b\\[K"))
                .allSatisfy(line -> assertThat(line.length()).isLessThan(60));
        worker.signals().raise(Signals.TERM);
        end.get(30, TimeUnit.SECONDS).exits(0);
    }

    @Test
    void oneFailedUserIsExitCodeOne() throws Exception {
        Sandbox.Seller good = sandbox.seller(directory, 5);
        Sandbox.Seller bad = sandbox.seller(directory, 5);
        bad.account().rotateToken();
        Run worker = run();
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1", "-q", "bulk-sync");
        run().run("resync", "--all", "--wait").exits(1).prints(good.id() + " completed", bad.id() + " failed: ");
        JsonNode status = JsonAnswers.of(run().run("status", "--json"));
        assertThat(status.at("/users/error").asInt()).isOne();
        assertThat(status.at("/users/active").asInt()).isOne();
        assertThat(status.at("/accounts/0/account/user").stringValue()).isEqualTo(bad.id());
        assertThat(status.at("/accounts/0/operation/status").stringValue()).isEqualTo("failed");
        // Users in error are left out by --stale, and nobody is stale by now.
        run().run("resync", "--stale", "1h").exits(0).prints("No user to sync");
        worker.signals().raise(Signals.TERM);
        end.get(30, TimeUnit.SECONDS).exits(0);
    }

    @Test
    void ctrlCLeavesTheTasksToTheWorkers() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 5);
        Run resync = run();
        CompletableFuture<Run.Result> waiting = resync.start("resync", "--user", seller.id(), "--wait");
        resync.signals().raise(Signals.INT);
        Run.Result result = waiting.get(30, TimeUnit.SECONDS);
        result.exits(130);
        assertThat(result.err()).contains("the tasks go on");
        assertThat(sandbox.number("select count(*) from sync_operations where status = 'pending'"))
                .isOne();
    }

    @Test
    void inlineNeedsNoWorker() {
        Sandbox.Seller one = sandbox.seller(directory, 300);
        Sandbox.Seller two = sandbox.seller(directory, 0);
        run().run("resync", "--all", "--inline")
                .exits(0)
                .prints(one.id() + " completed, 300 products: created 300", two.id() + " completed, 0 products");
        run().terminal(new Terminal(true, true, 80, null))
                .run("resync", "--user", one.id(), "--inline")
                .exits(0)
                .prints("unchanged 300");
        JsonNode shown =
                JsonAnswers.of(run().run("status", "--user", one.id(), "--json").exits(0));
        assertThat(shown.at("/account/status").stringValue()).isEqualTo("active");
        assertThat(shown.at("/account/products").asInt()).isEqualTo(300);
        assertThat(shown.at("/operations/0/type").stringValue()).isEqualTo("bulk_sync");
        assertThat(shown.at("/operations/0/counts/unchanged").asInt()).isEqualTo(300);
        assertThat(shown.at("/operations/0/progress_percent").asInt()).isEqualTo(100);
        run().run("status", "--user", one.id()).exits(0).prints("products   300", "bulk_sync", "completed");
    }

    @Test
    void inlineGoesOnAfterAUserWhoFails() {
        Sandbox.Seller one = sandbox.seller(directory, 3);
        Sandbox.Seller two = sandbox.seller(directory, 3);
        one.account().rotateToken();
        run().run("resync", "--user", one.id(), two.id(), "--inline")
                .exits(1)
                .prints(one.id() + " failed: ", two.id() + " completed");
    }

    @Test
    void anInterruptedInlineSyncIsRecordedAsFailed() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 2000);
        sandbox.seller(directory, 3);
        Gate gate = sandbox.cardTrader()
                .faults()
                .hold(Gate.midBody(10_000), FaultMatch.of(seller.account(), "GET", "/products/export"), 1);
        Run resync = run();
        CompletableFuture<Run.Result> end = resync.start("resync", "--user", seller.id(), "--inline");
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        resync.signals().raise(Signals.INT);
        Run.Result result = end.get(30, TimeUnit.SECONDS).exits(130);
        assertThat(result.err()).contains("Interrupted", seller.id(), "recorded as failed");
        gate.release();
        JsonNode status = JsonAnswers.of(run().run("status", "--user", seller.id(), "--json"));
        assertThat(status.at("/operations/0/status").stringValue()).isEqualTo("failed");
        assertThat(sandbox.number("select count(*) from sync_operations where status = 'running'"))
                .isZero();
        // Nobody's token is at fault.
        assertThat(status.at("/account/status").stringValue()).isNotEqualTo("error");
        run().run("resync", "--user", seller.id(), "--inline").exits(0).prints("created 2000");
    }

    @Test
    void inlineStopsWithThreeWhenCardTraderIsAway() {
        Sandbox.Seller seller = sandbox.seller(directory, 3);
        run().with("CARDTRADER_API_BASE_URL", "http://127.0.0.1:1/api/v2")
                .run("resync", "--user", seller.id(), "--inline")
                .exits(3)
                .complains("CardTrader");
    }

    @Test
    void massRemovalWaitsUnlessItIsAllowed() {
        Sandbox.Seller seller = sandbox.seller(directory, 100);
        run().run("resync", "--all", "--inline").exits(0);
        try (var fault = sandbox.cardTrader()
                .faults()
                .always(Fault.onlyRows(10), FaultMatch.of(seller.account(), "GET", "/products/export"))) {
            run().run("resync", "--all", "--inline").exits(0).prints("removed 0", "--allow-mass-removal");
            assertThat(sandbox.mirrored(seller.user())).isEqualTo(100);
            run().run("resync", "--all", "--inline", "--allow-mass-removal")
                    .exits(0)
                    .prints("removed 90");
            assertThat(fault.hits()).isEqualTo(2);
        }
        assertThat(sandbox.mirrored(seller.user())).isEqualTo(10);
    }

    @Test
    void aSyncUnderWayIsFollowedNotRepeated() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 2000);
        Gate gate = sandbox.cardTrader()
                .faults()
                .hold(Gate.midBody(10_000), FaultMatch.of(seller.account(), "GET", "/products/export"), 1);
        Run worker = run();
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1", "-q", "bulk-sync");
        run().run("resync", "--all").exits(0).prints("added");
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        Run second = run();
        CompletableFuture<Run.Result> waiting = second.start("resync", "--all", "--wait");
        Sandbox.await(
                "the second resync",
                Duration.ofSeconds(30),
                () -> second.outSoFar().contains("duplicate"));
        gate.release();
        waiting.get(60, TimeUnit.SECONDS).exits(0).prints("created 2000");
        worker.signals().raise(Signals.TERM);
        end.get(30, TimeUnit.SECONDS).exits(0);
    }

    @Test
    void aPeriodicSyncIsASyncToo() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 40);
        run().run("enqueue", "periodic_sync", "--user", seller.id()).exits(0);
        run().run("enqueue", "periodic_sync", "--user", seller.id()).exits(0).prints("duplicate");
        Run worker = run();
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1", "-q", "bulk-sync");
        Sandbox.await("the sync", Duration.ofSeconds(30), () -> sandbox.mirrored(seller.user()) == 40);
        run().run("resync", "--user", seller.id(), "--wait").exits(0).prints("unchanged 40");
        worker.signals().raise(Signals.TERM);
        end.get(30, TimeUnit.SECONDS).exits(0);
        run().run("dead", "list").exits(0).prints("No dead letters");
    }

    @Test
    void nobodyToSyncIsNoFailure() {
        run().run("resync", "--all", "--wait").exits(0).prints("No user to sync");
        run().run("resync", "--user", UUID.randomUUID().toString()).exits(1);
    }
}
