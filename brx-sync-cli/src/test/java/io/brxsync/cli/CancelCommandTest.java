package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

class CancelCommandTest {
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

    private String enqueue(String user, String... more) {
        String[] command = {"enqueue", "bulk_sync", "--user", user};
        String[] all = java.util.stream.Stream.concat(java.util.Arrays.stream(command), java.util.Arrays.stream(more))
                .toArray(String[]::new);
        return run().run(all).exits(0).out().split(" ")[0];
    }

    private long operations(String status, String reason) {
        return sandbox.number(
                "select count(*) from sync_operations where status = ? and operation_metadata ->> 'error' = ?",
                status,
                reason);
    }

    @Test
    void waitingTasksAreGoneAndTheirOperationsEnd() {
        String waiting = enqueue(UUID.randomUUID().toString());
        String scheduled = enqueue(UUID.randomUUID().toString(), "--delay", "1h");
        assertThat(run().run("cancel", waiting, scheduled, waiting).exits(0).lines())
                .containsExactly(waiting + " cancelled", scheduled + " cancelled");
        assertThat(operations("failed", "cancelled")).isEqualTo(2);
        run().run("queues").exits(0).prints("bulk-sync      0");
        assertThat(JsonAnswers.of(run().run("cancel", waiting, "--json").exits(1))
                        .at("/tasks/0/result")
                        .stringValue())
                .isEqualTo("unknown");
        run().run("cancel").exits(2).complains("TASK");
    }

    @Test
    void aTaskThatWaitsInTheDatabaseOnlyIsNotRecoveredAfterwards() {
        String id = enqueue(UUID.randomUUID().toString());
        sandbox.update("update sync_operations set created_at = created_at - interval '1 minute'");
        // Another namespace is a Redis that does not know the task.
        String other = sandbox.namespace() + "-other";
        run().run("--namespace", other, "cancel", id).exits(0).prints(id + " cancelled");
        run().run("--namespace", other, "recover").exits(0).prints("Recovered 0 tasks");
        assertThat(operations("failed", "cancelled")).isOne();
    }

    @Test
    void aRunningTaskIsStoppedAndNeverRunsAgain() throws Exception {
        Sandbox.Seller seller = sandbox.seller(directory, 2000);
        Gate gate = sandbox.cardTrader()
                .faults()
                .hold(Gate.midBody(10_000), FaultMatch.of(seller.account(), "GET", "/products/export"), 1);
        Run worker = run();
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1", "-q", "bulk-sync", "--lease", "600ms");
        String id = enqueue(seller.id());
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        run().run("cancel", id).exits(0).prints(id + " stopping");
        Sandbox.await("the end", Duration.ofSeconds(30), () -> operations("failed", "cancelled") == 1);
        gate.release();
        Sandbox.await(
                "the dead letter",
                Duration.ofSeconds(30),
                () -> run().run("dead", "list").out().contains(id));
        run().run("cancel", id).exits(1).prints(id + " dead");
        assertThat(sandbox.mirrored(seller.user())).isZero();
        assertThat(sandbox.cardTrader().requests().of("GET /products/export")).isOne();
        worker.signals().raise(Signals.TERM);
        end.get(30, TimeUnit.SECONDS).exits(0);
    }
}
