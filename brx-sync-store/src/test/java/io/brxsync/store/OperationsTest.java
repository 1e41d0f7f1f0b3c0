package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.port.Fence;
import io.brxsync.port.MergeResult;
import io.brxsync.port.Operation;
import io.brxsync.port.Operation.Status;
import io.brxsync.port.OperationStore;
import io.brxsync.port.OperationStore.End;
import io.brxsync.port.SyncProgress;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask.AdjustStock;
import io.brxsync.task.SyncTask.BulkSync;
import io.brxsync.task.SyncTask.PollOrders;
import io.brxsync.task.SyncTask.PushProduct;
import io.brxsync.task.SyncTask.RefreshProducts;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskTypes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsTest {
    private static final Instant NOW = Instant.parse("2026-03-29T01:30:00.123Z");

    private final UUID user = UUID.randomUUID();
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), Clock.fixed(NOW, ZoneOffset.UTC));
    private StoreFixture fixture;
    private OperationStore operations;

    StoreFixture.Surroundings surroundings() {
        return StoreFixture.Surroundings.HOME;
    }

    @BeforeEach
    void open() {
        fixture = StoreFixture.migrated(surroundings());
        operations = fixture.store.operations();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aMessageComesBackAsItWasWritten() {
        TaskMessage message = codec.encode(
                new PushProduct(user, "1", 5, null, "İ \\ \" 🂡 \n \0", null, null, null),
                new EnqueueOptions("slow", Duration.ofMinutes(5), -3));

        assertThat(operations.enlist(List.of(message))).containsExactly(message);

        assertThat(operations.unsettled(NOW.plusMillis(1), null, 10)).containsExactly(message);
        assertThat(operations.find(message.id()))
                .contains(new Operation(
                        message.id(), user, "push_product", Status.PENDING, SyncProgress.NONE, NOW, null));
        assertThat(operations.enlist(List.of())).isEmpty();
        assertThat(operations.find("unknown")).isEmpty();
    }

    @Test
    void aLiveUniqueKeyIsNotEnlistedTwice() {
        TaskMessage first = enlisted(new BulkSync(user));

        assertThat(enlisted(new BulkSync(user))).isEqualTo(first);
        operations.started(new Fence(first.id(), 1), first);
        assertThat(enlisted(new BulkSync(user))).as("running").isEqualTo(first);
        assertThat(enlisted(new BulkSync(UUID.randomUUID()))).as("another user").isNotEqualTo(first);
        operations.ended(List.of(new End(new Fence(first.id(), 1), Status.FAILED, "gone wrong")));

        TaskMessage second = enlisted(new BulkSync(user));

        assertThat(second.id()).as("ended").isNotEqualTo(first.id());
        assertThat(operations.latest(user, 10)).hasSize(2);
    }

    @Test
    void theSameMessageTwiceIsOneOperation() {
        TaskMessage message = message(new RefreshProducts(user, List.of(1)));

        assertThat(operations.enlist(List.of(message, message))).containsExactly(message, message);
        assertThat(operations.enlist(List.of(message))).containsExactly(message);

        assertThat(operations.latest(user, 10)).hasSize(1);
    }

    @Test
    void oneBatchAnswersInTheOrderOfItsMessages() {
        TaskMessage live = enlisted(new AdjustStock(user, "1", -1, "b"));
        List<TaskMessage> batch = List.of(
                message(new AdjustStock(user, "1", -1, "c")),
                message(new AdjustStock(user, "1", -1, "b")),
                message(new RefreshProducts(user, List.of(1))),
                message(new AdjustStock(user, "1", -1, "a")),
                message(new AdjustStock(user, "1", -1, "c")));

        assertThat(operations.enlist(batch))
                .containsExactly(batch.get(0), live, batch.get(2), batch.get(3), batch.get(0));
        assertThat(operations.unsettled(NOW.plusSeconds(1), null, 10))
                .containsExactlyInAnyOrder(live, batch.get(0), batch.get(2), batch.get(3));
    }

    @Test
    void editsAreLaidOverThePendingOneUntilItStarts() {
        TaskMessage first = enlisted(new PushProduct(user, "1", 500, 1, null, null, null, null));

        List<TaskMessage> merged = operations.enlist(List.of(
                message(new PushProduct(user, "1", 600, null, null, null, null, null)),
                message(new PushProduct(user, "1", null, null, "new", null, null, null))));

        PushProduct expected = new PushProduct(user, "1", 600, 1, "new", null, null, null);
        assertThat(merged).extracting(TaskMessage::id).containsOnly(first.id());
        assertThat(merged).extracting(codec::decode).containsOnly(expected);
        TaskMessage run = operations.started(new Fence(first.id(), 1), first).orElseThrow();
        assertThat(codec.decode(run)).as("what left Redis was older").isEqualTo(expected);

        TaskMessage later = enlisted(new PushProduct(user, "1", 700, null, null, null, null, null));

        assertThat(later.id()).as("a task of its own while the other runs").isNotEqualTo(first.id());
        assertThat(codec.decode(later)).isEqualTo(new PushProduct(user, "1", 700, null, null, null, null, null));
    }

    @Test
    void editsOfOneBatchAreLaidOverEachOther() {
        List<TaskMessage> merged = operations.enlist(List.of(
                message(new PushProduct(user, "2", 1, null, null, null, null, null)),
                message(new PushProduct(user, "1", 1, null, null, null, null, null)),
                message(new PushProduct(user, "1", null, 2, null, null, null, null)),
                message(new PushProduct(user, "1", 3, null, null, null, null, null))));

        assertThat(merged.subList(1, 4)).containsOnly(merged.get(1));
        assertThat(codec.decode(merged.get(1))).isEqualTo(new PushProduct(user, "1", 3, 2, null, null, null, null));
        assertThat(operations.latest(user, 10)).hasSize(2);
    }

    @Test
    void aTaskEnlistedInATransactionLivesAndDiesWithIt() throws SQLException {
        TaskMessage message = message(new BulkSync(user));
        try (Connection transaction = fixture.database.connect()) {
            assertThatThrownBy(() -> operations.enlist(transaction, List.of(message)))
                    .as("auto-commit")
                    .isInstanceOf(IllegalArgumentException.class);
            transaction.setAutoCommit(false);
            assertThat(operations.enlist(transaction, List.of(message))).containsExactly(message);
            assertThat(operations.find(message.id())).isEmpty();
            transaction.rollback();
            assertThat(operations.find(message.id())).isEmpty();
            operations.enlist(transaction, List.of(message));
            transaction.commit();
            assertThat(transaction.getAutoCommit()).isFalse();
        }
        assertThat(operations.find(message.id())).isPresent();
    }

    @Test
    void aLaterClaimShutsTheEarlierOneOut() {
        TaskMessage message = enlisted(new BulkSync(user));
        Fence early = new Fence(message.id(), 7);
        Fence late = new Fence(message.id(), 8);
        assertThat(operations.started(early, message)).contains(message);
        assertThat(operations.started(early, message))
                .as("the same claim again")
                .contains(message);
        assertThat(operations.started(late, message)).contains(message);

        assertLeaseLost(() -> operations.started(early, message));
        assertLeaseLost(() -> operations.progress(early, SyncProgress.reading(1, 2)));
        operations.ended(List.of(new End(early, Status.COMPLETED, null)));
        assertThat(status(message)).isEqualTo(Status.RUNNING);

        operations.progress(late, SyncProgress.reading(1, 2));
        operations.ended(List.of(new End(late, Status.COMPLETED, null), new End(early, Status.FAILED, "late")));
        assertThat(status(message)).isEqualTo(Status.COMPLETED);
    }

    @Test
    void aCompletedOperationIsNotRunAgainAndAFailedOneIs() {
        TaskMessage completed = enlisted(new BulkSync(user));
        operations.started(new Fence(completed.id(), 1), completed);
        operations.ended(List.of(new End(new Fence(completed.id(), 1), Status.COMPLETED, null)));
        Operation before = operations.find(completed.id()).orElseThrow();

        assertThat(operations.started(new Fence(completed.id(), 2), completed)).isEmpty();
        assertThat(operations.find(completed.id())).contains(before);

        TaskMessage failed = enlisted(new BulkSync(user));
        operations.started(new Fence(failed.id(), 3), failed);
        operations.ended(List.of(new End(new Fence(failed.id(), 3), Status.FAILED, "gone wrong")));
        TaskMessage other = enlisted(new BulkSync(user));

        assertThat(operations.started(new Fence(failed.id(), 4), failed))
                .as("its key is another's by now")
                .contains(failed);
        Operation again = operations.find(failed.id()).orElseThrow();
        assertThat(again.status()).isEqualTo(Status.RUNNING);
        assertThat(again.completedAt()).isNull();
        assertThat(again.progress().message()).isNull();
        assertThat(enlisted(new BulkSync(user))).isEqualTo(other);
    }

    @Test
    void progressIsKeptUnderTheNamesOfTheContract() {
        TaskMessage message = enlisted(new BulkSync(user));
        Fence fence = new Fence(message.id(), 1);
        operations.started(fence, message);
        fixture.execute("update sync_operations set operation_metadata = '{\"source\": \"python\"}'");
        SyncProgress merged = SyncProgress.merged(
                new MergeResult(1, 2, 3, 4, Map.of("unknown_blueprint", 5L, "broken", 1L), 9, List.of()),
                "9 removals wait\0 for the next export");

        operations.progress(fence, merged);

        assertThat(fixture.value("select operation_metadata::text from sync_operations"))
                .isEqualTo(
                        "{\"source\": \"python\", \"created\": 1, \"message\": \"9 removals wait for the next export\","
                                + " \"removed\": 4, \"skipped\": 6, \"updated\": 2, \"processed\": 12, \"unchanged\": 3,"
                                + " \"total_products\": 12, \"skipped_reasons\": {\"broken\": 1, \"unknown_blueprint\": 5},"
                                + " \"progress_percent\": 100}");
        assertThat(operations.find(message.id()).orElseThrow().progress())
                .isEqualTo(SyncProgress.merged(
                        new MergeResult(1, 2, 3, 4, Map.of("unknown_blueprint", 5L, "broken", 1L), 9, List.of()),
                        "9 removals wait for the next export"));
        operations.progress(fence, SyncProgress.reading(10, 100));
        assertThat(operations.find(message.id()).orElseThrow().progress()).isEqualTo(SyncProgress.reading(10, 100));
        assertLeaseLost(() -> operations.progress(new Fence("unknown", 1), merged));
    }

    @Test
    void anEndSaysWhenAndWhy() {
        List<TaskMessage> messages = operations.enlist(IntStream.range(0, 600)
                .mapToObj(n -> message(new AdjustStock(user, "1", 1, "key " + n)))
                .toList());
        List<End> ends = new ArrayList<>();
        for (TaskMessage message : messages) {
            ends.add(
                    ends.size() % 2 == 0
                            ? new End(new Fence(message.id(), 1), Status.COMPLETED, null)
                            : new End(new Fence(message.id(), 1), Status.FAILED, "cancelled\0"));
        }

        operations.ended(ends);
        operations.ended(List.of());

        Operation completed = operations.find(messages.get(0).id()).orElseThrow();
        assertThat(completed.status()).isEqualTo(Status.COMPLETED);
        assertThat(completed.progress().percent()).isEqualTo(100);
        assertThat(completed.progress().message()).isNull();
        assertThat(completed.completedAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        Operation failed = operations.find(messages.get(1).id()).orElseThrow();
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.progress().message()).isEqualTo("cancelled");
        assertThat(operations.unsettled(NOW.plusSeconds(1), null, 1000)).isEmpty();
        assertThatThrownBy(() -> operations.ended(
                        List.of(new End(new Fence(messages.get(0).id(), 2), Status.RUNNING, null))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aTaskOutsideOfTheOutboxLeavesARecordOnly() {
        TaskMessage message = message(new PollOrders(user));
        Fence fence = new Fence(message.id(), 1);

        assertThat(operations.started(fence, message)).contains(message);

        assertThat(operations.find(message.id())).hasValueSatisfying(operation -> {
            assertThat(operation.status()).isEqualTo(Status.RUNNING);
            assertThat(operation.createdAt()).isEqualTo(NOW);
            assertThat(operation.type()).isEqualTo("poll_orders");
        });
        assertThat(operations.unsettled(NOW.plusSeconds(1), null, 10)).isEmpty();
        TaskMessage second = message(new PollOrders(user));
        assertThat(operations.started(new Fence(second.id(), 2), second))
                .as("no unique key is held")
                .contains(second);
    }

    @Test
    void unsettledMessagesComePageByPageInTheOrderOfTheirIds() {
        List<TaskMessage> messages = new ArrayList<>(operations.enlist(IntStream.range(0, 25)
                .mapToObj(n -> message(new RefreshProducts(user, List.of(n + 1))))
                .toList()));
        operations.started(new Fence(messages.get(3).id(), 1), messages.get(3));
        operations.started(new Fence(messages.get(4).id(), 1), messages.get(4));
        operations.ended(List.of(new End(new Fence(messages.get(4).id(), 1), Status.COMPLETED, null)));
        messages.remove(4);
        List<TaskMessage> found = new ArrayList<>();
        List<TaskMessage> page;
        do {
            page = operations.unsettled(
                    NOW.plusMillis(1),
                    found.isEmpty() ? null : found.get(found.size() - 1).id(),
                    10);
            found.addAll(page);
        } while (!page.isEmpty());

        assertThat(found).containsExactlyElementsOf(messages);
        assertThat(operations.unsettled(NOW, null, 10))
                .as("perhaps on their way still")
                .isEmpty();
    }

    @Test
    void rowsOfThePythonServiceCanBeRead() {
        fixture.execute(
                "insert into sync_operations (user_id, operation_id, operation_type, status, operation_metadata,"
                        + " created_at, completed_at) values"
                        + " ('" + user
                        + "', 'celery-1', 'bulk_sync', 'completed', '{\"processed\": 10, \"total_products\": 10,"
                        + " \"created\": 4.0, \"updated\": \"many\", \"skipped\": 2, \"progress_percent\": 100}',"
                        + " '2025-01-01 10:00:00+01', '2025-01-01 10:05:00+01'),"
                        + " ('" + user + "', 'celery-2', 'bulk', 'running', null, '2025-01-02', null),"
                        + " ('" + user + "', 'celery-3', 'bulk', 'FAILURE', '[]', '2025-01-03', '2025-01-03'),"
                        + " ('" + user
                        + "', 'celery-4', 'bulk', 'failed', '{\"error\": \"no token\", \"message\": \"x\"}',"
                        + " '2025-01-04', null)");

        assertThat(operations.latest(user, 3))
                .extracting(Operation::id)
                .containsExactly("celery-4", "celery-3", "celery-2");
        assertThat(operations.find("celery-1"))
                .contains(new Operation(
                        "celery-1",
                        user,
                        "bulk_sync",
                        Status.COMPLETED,
                        new SyncProgress(10, 10, 4, 0, 0, 0, Map.of("unknown", 2L), 100, null),
                        Instant.parse("2025-01-01T09:00:00Z"),
                        Instant.parse("2025-01-01T09:05:00Z")));
        assertThat(operations.find("celery-2").orElseThrow().progress()).isEqualTo(SyncProgress.NONE);
        assertThat(operations.find("celery-3").orElseThrow().status()).isEqualTo(Status.FAILED);
        assertThat(operations.find("celery-4").orElseThrow().progress().message())
                .isEqualTo("no token");
        assertThat(operations.unsettled(Instant.now(), null, 10)).isEmpty();
    }

    @Test
    void onlyWhatEndedLongAgoIsPurged() {
        List<TaskMessage> messages = operations.enlist(IntStream.range(0, 5)
                .mapToObj(n -> message(new AdjustStock(user, "1", 1, "key " + n)))
                .toList());
        messages.subList(0, 3)
                .forEach(message -> operations.ended(List.of(new End(new Fence(message.id(), 1), Status.FAILED, "x"))));
        fixture.execute("update sync_operations set completed_at = '2025-02-01' where operation_id in ('"
                + messages.get(0).id() + "', '" + messages.get(1).id() + "')");
        fixture.execute(
                "insert into sync_operations (user_id, operation_id, operation_type, status, created_at)" + " select '"
                        + user + "', 'old ' || n, 'x', 'completed', '2025-01-01' from generate_series(1, 6000) n");
        fixture.execute("insert into sync_operations (user_id, operation_id, operation_type, status, created_at, token)"
                + " values ('" + user + "', 'python', 'x', 'running', '2025-01-01', null),"
                + " ('" + user + "', 'vanished worker', 'x', 'running', '2025-01-01', 1)");

        assertThat(operations.purgeEndedBefore(Instant.parse("2025-02-02T00:00:00Z")))
                .isEqualTo(6003);

        assertThat(operations.latest(user, 10))
                .extracting(Operation::id)
                .containsExactlyInAnyOrder(
                        messages.get(2).id(),
                        messages.get(3).id(),
                        messages.get(4).id(),
                        "python");
    }

    private TaskMessage message(Task task) {
        return codec.encode(task, EnqueueOptions.DEFAULTS);
    }

    private TaskMessage enlisted(Task task) {
        return operations.enlist(List.of(message(task))).get(0);
    }

    private Status status(TaskMessage message) {
        return operations.find(message.id()).orElseThrow().status();
    }

    private static void assertLeaseLost(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LEASE_LOST));
    }

    @Test
    void theNewestOperationOfEachUserIsFoundByType() {
        UUID other = UUID.randomUUID();
        TaskMessage poll = codec.encode(new PollOrders(other), EnqueueOptions.DEFAULTS);
        TaskMessage mine = codec.encode(new BulkSync(user), EnqueueOptions.DEFAULTS);
        TaskMessage theirs = codec.encode(new BulkSync(other), EnqueueOptions.DEFAULTS);
        operations.enlist(List.of(mine, theirs, poll));
        assertThat(operations.newest(List.of(user, other, UUID.randomUUID()), List.of("bulk_sync", "periodic_sync")))
                .extracting(Operation::id)
                .containsExactlyInAnyOrder(mine.id(), theirs.id());
        assertThat(operations.newest(List.of(user), List.of("poll_orders"))).isEmpty();
        assertThat(operations.newest(List.of(), List.of("bulk_sync"))).isEmpty();
    }
}
