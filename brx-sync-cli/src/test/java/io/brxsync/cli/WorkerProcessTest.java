package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.examples.simulator.Product;
import io.brxsync.queue.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Workers as real processes: stopped, killed, and what they promise then. */
class WorkerProcessTest {
    @TempDir
    Path directory;

    private Sandbox sandbox;
    private Installation installation;
    private final List<Installation.Program> programs = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.migrated(directory);
        installation = Installation.in(directory).with(sandbox.variables());
    }

    @AfterEach
    void close() {
        programs.forEach(Installation.Program::close);
        sandbox.close();
    }

    private Installation.Program start(String... arguments) throws Exception {
        Installation.Program program = installation.start(arguments);
        programs.add(program);
        return program;
    }

    private Installation.Program readyWorker(String... arguments) throws Exception {
        Installation.Program worker = start(arguments);
        worker.awaitLog("Worker ready");
        return worker;
    }

    private Gate holdExport(Sandbox.Seller seller) {
        return sandbox.cardTrader()
                .faults()
                .hold(Gate.midBody(20_000), FaultMatch.of(seller.account(), "GET", "/products/export"), 1);
    }

    private String status() {
        return JsonAnswers.of(sandbox.run(directory).run("status", "--json"))
                .at("/accounts/0/operation/status")
                .stringValue();
    }

    @Test
    void stoppedInTheMiddleOfASyncItEndsGentlyAndTheNextWorkerCompletesIt() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 3000);
        Gate gate = holdExport(seller);
        Installation.Program worker =
                readyWorker("worker", "-c", "1", "-q", "bulk-sync", "--drain-timeout", "1s", "--lease", "10m");
        sandbox.run(directory).run("resync", "--all").exits(0);
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        worker.signal("TERM");
        worker.end().exits(0);
        assertThat(worker.err()).contains("Worker drains", "Worker stopped");
        assertThat(sandbox.mirrored(seller.user())).isZero();
        gate.release();

        // Given back, not left to its lease of ten minutes.
        Installation.Program next = readyWorker("worker", "-c", "1", "-q", "bulk-sync");
        Sandbox.await("the sync", Duration.ofSeconds(120), () -> status().equals("completed"));
        assertThat(sandbox.mirrored(seller.user())).isEqualTo(3000);
        next.signal("INT");
        next.end().exits(130);
    }

    @Test
    void itsLogIsJsonWhenAskedFor() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 1);
        seller.account().rotateToken();
        installation = installation.with("LOG_FORMAT", "json");
        Installation.Program worker = readyWorker("worker", "-c", "1");
        sandbox.run(directory).run("resync", "--user", seller.id()).exits(0);
        worker.awaitLog("Task given up");
        worker.signal("TERM");
        worker.end().exits(0);
        List<JsonNode> lines =
                worker.err().lines().map(JsonMapper.shared()::readTree).toList();
        assertThat(lines).allSatisfy(line -> assertThat(line.propertyNames()).contains("time", "level", "message"));
        assertThat(lines)
                .filteredOn(line -> line.path("message").stringValue("").startsWith("Task given up"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.at("/fields/user").stringValue()).isEqualTo(seller.id());
                    assertThat(line.at("/fields/type").stringValue()).isEqualTo("bulk_sync");
                });
    }

    @Test
    void aDrainedSyncCostsOneMoreExportAndWritesNoRowThatIsRightAlready() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 3000);
        sandbox.run(directory).run("resync", "--user", seller.id(), "--inline").exits(0);
        List<Product> products = seller.account().inventory().list();
        for (Product changed : products.subList(0, 5)) {
            seller.account()
                    .inventory()
                    .update(changed.id(), product -> product.withPriceCents(product.priceCents() + 5));
        }
        long before = sandbox.number("select max(xmin::text::bigint) from user_inventory_items");
        long exports = sandbox.cardTrader().requests().of("GET /products/export");

        Gate gate = holdExport(seller);
        Installation.Program worker = readyWorker("worker", "-c", "1", "--drain-timeout", "1s", "--lease", "10m");
        String task =
                sandbox.run(directory).run("resync", "--all").exits(0).out().split(" ")[1];
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        worker.signal("TERM");
        worker.end().exits(0);
        gate.release();
        try (BrxSync brx = BrxSync.open(BrxConfig.from(sandbox.variables()))) {
            assertThat(brx.queues().find(task).orElseThrow()).satisfies(view -> {
                assertThat(view.state()).isEqualTo(TaskState.READY);
                assertThat(List.of(view.attempts(), view.crashes()))
                        .as("attempts and crashes")
                        .containsExactly(0, 0);
                assertThat(view.reason()).contains("drained");
            });
        }

        Installation.Program next = readyWorker("worker", "-c", "1");
        Sandbox.await("the sync", Duration.ofSeconds(120), () -> status().equals("completed"));
        assertThat(sandbox.cardTrader().requests().of("GET /products/export") - exports)
                .as("exports: the one that was cut short and one more")
                .isEqualTo(2);
        assertThat(sandbox.number("select count(*) from user_inventory_items where xmin::text::bigint > ?", before))
                .as("rows written anew")
                .isEqualTo(5);
        next.signal("TERM");
        next.end().exits(0);
    }

    @Test
    void killedInTheMiddleOfASyncAnotherWorkerCompletesItAfterTheLease() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 3000);
        Gate gate = holdExport(seller);
        String[] command = {"worker", "-c", "1", "-q", "bulk-sync", "--lease", "2s"};
        Installation.Program worker = readyWorker(command);
        sandbox.run(directory).run("resync", "--all").exits(0);
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        Installation.Program other = readyWorker(command);
        worker.signal("KILL");
        worker.end().exits(137);
        gate.release();
        Sandbox.await("the sync", Duration.ofSeconds(120), () -> status().equals("completed"));
        assertThat(sandbox.mirrored(seller.user())).isEqualTo(3000);
        other.signal("TERM");
        other.end().exits(0);
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 3000);
        Gate gate = holdExport(seller);
        Installation.Program worker = readyWorker("worker", "-c", "1", "-q", "bulk-sync", "--drain-timeout", "10m");
        sandbox.run(directory).run("resync", "--all").exits(0);
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        worker.signal("TERM");
        worker.awaitLog("Worker drains");
        assertThat(worker.process().isAlive()).isTrue();
        worker.signal("TERM");
        worker.end().exits(143);
        gate.release();
    }

    @Test
    void ctrlCWhileWaitingSaysThatTheTasksGoOn() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 5);
        Installation.Program resync = start("resync", "--user", seller.id(), "--wait");
        // The line comes before the signal is listened to; the hint comes after.
        resync.awaitLog("No worker has begun yet");
        resync.signal("INT");
        Run.Result result = resync.end().exits(130);
        assertThat(result.err()).contains("the tasks go on");
    }
}
