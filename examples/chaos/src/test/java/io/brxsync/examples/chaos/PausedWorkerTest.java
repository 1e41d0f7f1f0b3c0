package io.brxsync.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.port.Operation;
import io.brxsync.queue.QueueStats;
import io.brxsync.task.EnqueueOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One worker process is halted or killed in the middle of a task, another one goes on. */
@Timeout(90)
class PausedWorkerTest {
    @TempDir
    private Path directory;

    private Servers servers;
    private Ledger ledger;
    private BrxSync brx;

    @BeforeEach
    void startServers() throws SQLException {
        servers = Servers.start();
        ledger = new Ledger(servers.rig().jdbcUrl());
        brx = BrxSync.builder(BrxConfig.from(servers.rig().environment()))
                .know(Job.TYPE)
                .build();
        brx.store().migrate();
        ledger.create();
    }

    @AfterEach
    void stopServers() {
        brx.close();
        servers.close();
    }

    private String enqueue(Job.Kind kind, int millis) {
        return enqueue(1, kind, millis);
    }

    private String enqueue(int user, Job.Kind kind, int millis) {
        return brx.enqueue(new Job(Plan.user(user), 5, kind, millis, null), EnqueueOptions.DEFAULTS)
                .taskId();
    }

    private static Stream<History.Entry> starts(WorkerProcess worker, String id) {
        return worker.history().stream()
                .filter(entry ->
                        entry.event() == History.Event.STARTED && entry.task().equals(id));
    }

    private static boolean has(WorkerProcess worker, History.Event event) {
        return worker.history().stream().anyMatch(entry -> entry.event() == event);
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
            never.await(20, TimeUnit.MILLISECONDS);
        }
        assertThat(condition.getAsBoolean())
                .as("%s; so far %s", what, History.readAll(directory))
                .isTrue();
    }

    private void assertDoneOnceAndNothingLeft(String id) throws InterruptedException, SQLException {
        assertDoneOnceAndNothingLeft(id, Map.of(Plan.user(1), 5L));
    }

    private void assertDoneOnceAndNothingLeft(String id, Map<UUID, Long> balances)
            throws InterruptedException, SQLException {
        await(
                "the end of the operation",
                () -> brx.operation(id)
                        .filter(operation -> operation.status() == Operation.Status.COMPLETED)
                        .isPresent());
        await(
                "the queue to be empty",
                () -> brx.queues().stats().stream()
                        .mapToLong(stats -> stats.ready() + stats.claimed() + stats.scheduled())
                        .allMatch(left -> left == 0));
        assertThat(ledger.balances()).containsExactlyInAnyOrderEntriesOf(balances);
        assertThat(brx.queues().stats()).extracting(QueueStats::dead).containsOnly(0L);
        assertThat(brx.redis().violations()).isEmpty();
    }

    @Test
    void aHaltedWorkerIsToldAndItsHandlerIsStopped() throws Exception {
        String id = enqueue(Job.Kind.PLAIN, 4000);
        try (WorkerProcess first = WorkerProcess.start("first", directory, servers.rig(), 1)) {
            await("the first start", () -> has(first, History.Event.WORKING));
            first.signal("STOP");
            try (WorkerProcess second = WorkerProcess.start("second", directory, servers.rig(), 1)) {
                await("the second start", () -> has(second, History.Event.STARTED));
                first.signal("CONT");
                await("the first one's interrupt", () -> has(first, History.Event.INTERRUPTED));
                await("the news of the lost lease", () -> has(first, History.Event.LEASE_LOST));
                await("the effect", () -> has(second, History.Event.EFFECT));
                assertDoneOnceAndNothingLeft(id);
                assertThat(has(first, History.Event.EFFECT)).isFalse();
            }
        }
    }

    @Test
    void lateWritesOfAHandlerThatDoesNotListenChangeNothing() throws Exception {
        String id = enqueue(Job.Kind.STUBBORN, 2500);
        try (WorkerProcess first = WorkerProcess.start("first", directory, servers.rig(), 1)) {
            await("the first start", () -> has(first, History.Event.WORKING));
            first.signal("STOP");
            try (WorkerProcess second = WorkerProcess.start("second", directory, servers.rig(), 1)) {
                // From here on the database knows of the later claim.
                await("the second start", () -> has(second, History.Event.WORKING));
                first.signal("CONT");
                await("the refusal of the late write", () -> has(first, History.Event.REFUSED));
                await("the effect", () -> has(second, History.Event.EFFECT));
                assertDoneOnceAndNothingLeft(id);
            }
        }
        List<History.Entry> all = History.readAll(directory);
        assertThat(ledger.effects().get(id))
                .isEqualTo(all.stream()
                        .filter(entry -> entry.event() == History.Event.STARTED)
                        .mapToLong(History.Entry::token)
                        .max()
                        .orElseThrow());
    }

    @Test
    void aKilledWorkersTaskRunsAgainWithinItsLeaseAndCountsNoAttempt() throws Exception {
        String id = enqueue(Job.Kind.PLAIN, 15_000);
        try (WorkerProcess second = WorkerProcess.start("second", directory, servers.rig(), 1)) {
            await("the first start", () -> has(second, History.Event.WORKING));
            try (WorkerProcess third = WorkerProcess.start("third", directory, servers.rig(), 1)) {
                // It is up and looks around once it has done something of its own.
                enqueue(2, Job.Kind.PLAIN, 1);
                await("the other worker", () -> has(third, History.Event.EFFECT));
                long killed = System.currentTimeMillis();
                second.kill();
                await("the next start", () -> starts(third, id).findFirst().isPresent());
                History.Entry start = starts(third, id).findFirst().orElseThrow();
                assertThat(start.attempts()).isZero();
                assertThat(start.crashes()).isEqualTo(1);
                // The lease, at most one look around after it (half a lease), and a machine that is busy with other
                // things.
                assertThat(start.millis() - killed).isLessThan(ChaosWorker.LEASE.toMillis() * 2 + 4000);
                assertDoneOnceAndNothingLeft(id, Map.of(Plan.user(1), 5L, Plan.user(2), 5L));
            }
        }
    }
}
