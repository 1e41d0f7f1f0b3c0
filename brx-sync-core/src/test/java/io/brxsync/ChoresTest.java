package io.brxsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.Services;
import io.brxsync.port.Fence;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.queue.Claim;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.ManualClock;
import io.brxsync.queue.QueueStats;
import io.brxsync.queue.Settlement;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import io.brxsync.worker.Chore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChoresTest {
    private static final Duration INTERVAL = Duration.ofHours(6);
    private static final int USERS = 200;

    private final ManualClock clock = new ManualClock();
    private final BrxConfig config = BrxConfig.from(Map.of(
            "REDIS_URL",
            Services.redis().url(),
            "BRX_NAMESPACE",
            Services.redis().freshNamespace()));
    private final BrxSyncParts parts = new BrxSyncParts(BrxSync.builder(config).clock(clock));
    private final MemoryOperations store = (MemoryOperations) parts.store().operations();

    @AfterEach
    void close() {
        parts.close();
    }

    private Chore chore(String name, Upkeep upkeep) {
        return new Chores(parts)
                .of(upkeep).stream()
                        .filter(chore -> chore.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private long waiting() {
        return parts.queue().control().stats().stream()
                .mapToLong(QueueStats::ready)
                .sum();
    }

    private static UUID user(int number) {
        return UUID.nameUUIDFromBytes(new byte[] {(byte) number, (byte) (number >> 8)});
    }

    @Test
    void whatRedisDoesNotKnowIsEnqueuedAgainAndNothingElse() {
        TaskMessage lost = parts.codec().encode(new SyncTask.BulkSync(user(1)), EnqueueOptions.DEFAULTS);
        TaskMessage known = parts.codec().encode(new SyncTask.BulkSync(user(2)), EnqueueOptions.DEFAULTS);
        TaskMessage ended = parts.codec().encode(new SyncTask.BulkSync(user(3)), EnqueueOptions.DEFAULTS);
        store.enlist(List.of(lost, known, ended));
        store.ended(List.of(new OperationStore.End(new Fence(ended.id(), 1), Operation.Status.COMPLETED, null)));
        parts.queue().enqueue(List.of(known));
        Chore recover = chore("recover", Upkeep.DEFAULTS);

        recover.work().run();
        assertThat(waiting()).as("a young row may be on its way still").isEqualTo(1);
        clock.advance(Duration.ofSeconds(3));
        recover.work().run();
        recover.work().run();
        assertThat(parts.queue().control().known(List.of(lost.id(), known.id(), ended.id())))
                .containsExactlyInAnyOrder(lost.id(), known.id());
        assertThat(waiting()).isEqualTo(2);
    }

    @Test
    void aBurialThatNobodyLivedToWriteDownIsWrittenDownLater() {
        TaskMessage poison = parts.codec().encode(new SyncTask.BulkSync(user(1)), EnqueueOptions.DEFAULTS);
        TaskMessage sentBack = parts.codec().encode(new SyncTask.BulkSync(user(2)), EnqueueOptions.DEFAULTS);
        store.enlist(List.of(poison, sentBack));
        parts.queue().enqueue(List.of(poison, sentBack));
        ClaimRequest request =
                new ClaimRequest(2, List.of("bulk-sync"), 0, Set.of("bulk_sync:1"), Map.of(), Duration.ofMinutes(1), 3);
        List<Claim> claims = parts.queue().exchange(List.of(), request).claims();
        claims.forEach(claim -> store.started(new Fence(claim.message().id(), claim.token()), claim.message()));
        parts.queue()
                .exchange(
                        claims.stream()
                                .map(claim -> new Settlement(claim.lease(), new Disposition.Bury("worker lost")))
                                .toList(),
                        request.withMax(0, 0));
        // The worker that was told of it dies here. Meanwhile an operator sends one of them back.
        parts.queue().control().retryDead(List.of(sentBack.id()));
        clock.advance(Duration.ofSeconds(3));
        chore("recover", Upkeep.DEFAULTS).work().run();
        assertThat(store.find(poison.id()).orElseThrow().status()).isEqualTo(Operation.Status.FAILED);
        assertThat(store.find(sentBack.id()).orElseThrow().status()).isEqualTo(Operation.Status.RUNNING);
    }

    @Test
    void aBurialIsWrittenDownUnderItsOwnClaimOnly() {
        TaskMessage message = parts.codec().encode(new SyncTask.BulkSync(user(1)), EnqueueOptions.DEFAULTS);
        store.enlist(List.of(message));
        parts.queue().enqueue(List.of(message));
        ClaimRequest request =
                new ClaimRequest(1, List.of("bulk-sync"), 0, Set.of("bulk_sync:1"), Map.of(), Duration.ofMinutes(1), 3);
        Claim claim = parts.queue().exchange(List.of(), request).claims().get(0);
        parts.queue()
                .exchange(
                        List.of(new Settlement(claim.lease(), new Disposition.Bury("worker lost"))),
                        request.withMax(0, 0));
        // A later claim began after recovery had looked.
        store.started(new Fence(message.id(), claim.token() + 1), message);
        clock.advance(Duration.ofSeconds(3));
        chore("recover", Upkeep.DEFAULTS).work().run();
        assertThat(store.find(message.id()).orElseThrow().status()).isEqualTo(Operation.Status.RUNNING);
    }

    @Test
    void oldOperationsArePurgedAfterTheirRetention() {
        TaskMessage message = parts.codec().encode(new SyncTask.BulkSync(user(1)), EnqueueOptions.DEFAULTS);
        store.enlist(List.of(message));
        store.ended(List.of(new OperationStore.End(new Fence(message.id(), 1), Operation.Status.COMPLETED, null)));
        Chore purge = chore("purge", Upkeep.DEFAULTS);
        clock.advance(Duration.ofDays(config.retention()));
        purge.work().run();
        assertThat(store.find(message.id())).isPresent();
        clock.advance(Duration.ofSeconds(1));
        purge.work().run();
        assertThat(store.find(message.id())).isEmpty();
    }

    @Test
    void aBacklogIsSpreadOverTheIntervalAndComesOnceHoweverManyWorkersThereAre() {
        for (int i = 0; i < USERS; i++) {
            store.synced(user(i), clock.instant().minus(Duration.ofDays(30)));
        }
        Upkeep upkeep = Upkeep.DEFAULTS.withReconcileEvery(INTERVAL);
        Chore one = chore("reconcile", upkeep);
        Chore other = chore("reconcile", upkeep);
        long before = 0;
        long most = 0;
        int slots = new SpreadSchedule(INTERVAL).slots();
        for (int slot = 0; slot < slots; slot++) {
            one.work().run();
            other.work().run();
            long now = waiting();
            most = Math.max(most, now - before);
            before = now;
            clock.advance(one.every());
        }
        assertThat(before).as("users who have a sync after one interval").isEqualTo(USERS);
        assertThat(most).as("syncs that began in one slot").isLessThan(USERS / 5);
    }

    @Test
    void aUserWhoseSyncHasBecomeTooOldNeedNotWaitForASlot() {
        store.synced(user(1), clock.instant().minus(INTERVAL).minusSeconds(1));
        store.synced(user(2), clock.instant().minus(INTERVAL).plusSeconds(60));
        chore("reconcile", Upkeep.DEFAULTS.withReconcileEvery(INTERVAL)).work().run();
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void everyUsersOrdersArePolledOncePerInterval() {
        for (int i = 0; i < USERS; i++) {
            store.synced(user(i), clock.instant().minusSeconds(60));
        }
        Duration interval = Duration.ofMinutes(2);
        Chore poll = chore("poll-orders", Upkeep.DEFAULTS.withPollOrdersEvery(interval));
        for (int slot = 0; slot < new SpreadSchedule(interval).slots(); slot++) {
            poll.work().run();
            clock.advance(poll.every());
        }
        assertThat(waiting()).isEqualTo(USERS);
    }

    @Test
    void everySlotOfAnIntervalHasItsUsersAndEachUserOne() {
        SpreadSchedule schedule = new SpreadSchedule(INTERVAL);
        Set<UUID> seen = new HashSet<>();
        for (int slot = 0; slot < schedule.slots(); slot++) {
            for (int i = 0; i < USERS; i++) {
                if (schedule.isSlotOf(user(i), slot)) {
                    assertThat(seen.add(user(i))).isTrue();
                }
            }
        }
        assertThat(seen).hasSize(USERS);
        assertThat(new SpreadSchedule(Duration.ofSeconds(1)).slots()).isEqualTo(1);
    }

    @Test
    void anIntervalTooShortIsRefused() {
        assertThatThrownBy(() -> Upkeep.DEFAULTS.withReconcileEvery(Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reconcileEvery");
    }
}
