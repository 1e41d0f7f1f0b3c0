package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.MergeResult;
import io.brxsync.port.Operation.Status;
import io.brxsync.port.OperationStore.End;
import io.brxsync.port.OutboundChange;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.SyncTask.AdjustStock;
import io.brxsync.task.SyncTask.BulkSync;
import io.brxsync.task.SyncTask.DeleteProduct;
import io.brxsync.task.SyncTask.PushProduct;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskTypes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several workers at once: fences, merges of one user, batches with the same keys. */
class ConcurrencyTest {
    private final UUID user = UUID.randomUUID();
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), Clock.systemUTC());
    private StoreFixture fixture;
    private ExecutorService threads;

    @BeforeEach
    void open() {
        fixture = StoreFixture.migrated(StoreFixture.Surroundings.HOME);
        threads = Executors.newFixedThreadPool(8);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        fixture.close();
    }

    @Test
    void aWorkerThatLostItsClaimMergesNothing() {
        TaskMessage message = started(1);
        Fence early = new Fence(message.id(), 1);
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(List.of(StoreFixture.product(1, 1, 1)));
            fixture.store.operations().started(new Fence(message.id(), 2), message);

            assertThatThrownBy(() -> merge.commit(options(early)))
                    .isInstanceOfSatisfying(
                            BrxException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LEASE_LOST));

            assertThat(fixture.store.inventory().count(user)).isZero();
            assertThat(merge.commit(options(new Fence(message.id(), 2))).created())
                    .as("the staging is whole still")
                    .isEqualTo(1);
        }
    }

    @Test
    void withoutARowThereIsNoLaterClaim() {
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(List.of(StoreFixture.product(1, 1, 1)));

            assertThat(merge.commit(options(new Fence("never started", 1))).created())
                    .isEqualTo(1);
        }
    }

    @Test
    void aLaterClaimWaitsForAMergeThatIsUnderWay() throws Exception {
        TaskMessage message = started(1);
        try (Connection blocker = fixture.database.connect();
                Statement statement = blocker.createStatement();
                InventoryMerge merge = fixture.store.inventory().begin(user)) {
            blocker.setAutoCommit(false);
            statement.execute("lock table user_inventory_items in exclusive mode");
            merge.stage(List.of(StoreFixture.product(1, 1, 1)));
            Future<MergeResult> merging = threads.submit(() -> merge.commit(options(new Fence(message.id(), 1))));
            awaitWaiting(1);
            Future<?> claiming =
                    threads.submit(() -> fixture.store.operations().started(new Fence(message.id(), 2), message));
            awaitWaiting(2);
            assertThat(claiming.isDone()).isFalse();
            blocker.rollback();

            assertThat(merging.get().created()).isEqualTo(1);
            claiming.get();
        }
    }

    @Test
    void aProductThatSomebodyInsertsDuringTheFirstMergeIsLeftAsItIs() throws Exception {
        ExportedProduct theirs = StoreFixture.product(4, 1, 1);
        try (Connection other = fixture.database.connect();
                Statement statement = other.createStatement();
                InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(IntStream.rangeClosed(1, 10)
                    .mapToObj(id -> StoreFixture.product(id, 1, 1))
                    .toList());
            other.setAutoCommit(false);
            statement.execute("insert into user_inventory_items (user_id, blueprint_id, external_stock_id, quantity)"
                    + " values ('" + user + "', " + theirs.blueprintId() + ", '4', 7)");
            Future<MergeResult> merging = threads.submit(() -> merge.commit(options(null)));
            awaitWaiting(1);
            other.commit();

            assertThat(merging.get().created()).isEqualTo(9);
            assertThat(fixture.value("select quantity from user_inventory_items where external_stock_id = '4'"))
                    .isEqualTo("7");
            assertThat(fixture.store.inventory().count(user)).isEqualTo(10);
        }
    }

    @Test
    void aProductThatIsDeletedDuringTheMergeThatInsertsItDoesNotStay() throws Exception {
        try (Connection other = fixture.database.connect();
                Statement statement = other.createStatement();
                InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(List.of(StoreFixture.product(1, 1, 1), StoreFixture.product(2, 1, 1)));
            other.setAutoCommit(false);
            statement.execute("insert into user_inventory_items (user_id, blueprint_id, external_stock_id, quantity)"
                    + " values ('" + user + "', "
                    + StoreFixture.product(2, 1, 1).blueprintId() + ", '2', 7)");
            Future<MergeResult> merging = threads.submit(() -> merge.commit(options(null)));
            awaitWaiting(1);
            // The merge has looked for deletions, and the row is not there yet.
            Future<OutboundChange> deleting = threads.submit(
                    () -> fixture.store.outbound().begin(new DeleteProduct(user, "1"), new Fence("d", 1)));
            awaitWaiting(2);
            other.rollback();

            merging.get();
            assertThat(deleting.get().kind()).isEqualTo(OutboundChange.Kind.DELETE);
            assertThat(fixture.value("select quantity from user_inventory_items where external_stock_id = '1'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void theFirstUseMayComeFromSeveralThreadsAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            try (PostgresStore fresh = StoreFixture.open(StoreFixture.config(fixture.database.url(), Map.of()), null)) {
                List<Callable<Long>> calls =
                        Collections.nCopies(8, () -> fresh.inventory().count(user));
                for (Future<Long> count : threads.invokeAll(calls)) {
                    assertThat(count.get()).isZero();
                }
            }
        }
    }

    @Test
    void mergesOfOneUserComeOneAfterTheOther() throws Exception {
        List<InventoryMerge> begun = new ArrayList<>();
        List<Callable<MergeResult>> merges = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            InventoryMerge merge = fixture.store.inventory().begin(user);
            begun.add(merge);
            merge.stage(IntStream.range(0, 500)
                    .mapToObj(id -> StoreFixture.product(id, 1, 1))
                    .toList());
            merges.add(() -> merge.commit(options(null)));
        }
        long created = 0;
        for (Future<MergeResult> result : threads.invokeAll(merges)) {
            created += result.get().created();
        }
        begun.forEach(InventoryMerge::close);

        assertThat(created).isEqualTo(500);
        assertThat(fixture.store.inventory().count(user)).isEqualTo(500);
    }

    @Test
    void batchesWithTheSameKeysInAnyOrderDoNotDeadlock() throws Exception {
        List<Callable<List<TaskMessage>>> batches = new ArrayList<>();
        for (int batch = 0; batch < 8; batch++) {
            Random random = new Random(batch);
            batches.add(() -> {
                List<TaskMessage> answers = new ArrayList<>();
                for (int round = 0; round < 10; round++) {
                    List<TaskMessage> messages = new ArrayList<>();
                    for (int key = 0; key < 100; key++) {
                        messages.add(codec.encode(
                                new AdjustStock(user, "1", 1, "key " + round + " " + key), EnqueueOptions.DEFAULTS));
                        messages.add(codec.encode(
                                new PushProduct(user, "" + key, 1 + random.nextInt(9), null, null, null, null, null),
                                EnqueueOptions.DEFAULTS));
                    }
                    Collections.shuffle(messages, random);
                    answers.addAll(fixture.store.operations().enlist(messages));
                }
                return answers;
            });
        }
        Set<String> ids = new HashSet<>();
        for (Future<List<TaskMessage>> answers : threads.invokeAll(batches)) {
            answers.get().forEach(message -> ids.add(message.id()));
        }

        assertThat(ids).as("1000 stock changes and 100 edits").hasSize(1100);
        assertThat(fixture.value("select count(*) from sync_operations")).isEqualTo("1100");
    }

    @Test
    void endsAndBeginningsOfTheSameOperationsDoNotDeadlock() throws Exception {
        List<TaskMessage> messages = fixture.store
                .operations()
                .enlist(IntStream.range(0, 300)
                        .mapToObj(n -> codec.encode(new AdjustStock(user, "1", 1, "key " + n), EnqueueOptions.DEFAULTS))
                        .toList());
        List<Callable<Void>> workers = new ArrayList<>();
        for (int worker = 0; worker < 6; worker++) {
            int token = worker + 1;
            workers.add(() -> {
                List<End> ends = new ArrayList<>(messages.stream()
                        .map(message -> new End(new Fence(message.id(), token), Status.COMPLETED, null))
                        .toList());
                Collections.shuffle(ends, new Random(token));
                for (int from = 0; from < ends.size(); from += 50) {
                    fixture.store.operations().ended(ends.subList(from, from + 50));
                }
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(workers)) {
            done.get();
        }

        assertThat(fixture.value("select count(*) from sync_operations where status = 'completed'"))
                .isEqualTo("300");
    }

    /** Both have looked, or wait to look, when the row becomes free. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoChangesOfAQuantityDoNotLookPastEachOther(boolean editFirst) throws Exception {
        listed();
        OutboundChange edit = begun(new PushProduct(user, "1", null, 20, null, null, null, null));
        List<OutboundChange> sales =
                List.of(begun(new AdjustStock(user, "1", -1, "one")), begun(new AdjustStock(user, "1", -1, "two")));
        Callable<Integer> sendEdit = () -> fixture.store
                .outbound()
                .sendingEdits(List.of(edit.id()), Fence.withoutClaim(edit.operationId()))
                .size();
        List<Future<Integer>> sent = new ArrayList<>();
        try (Connection blocker = fixture.database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("select from user_inventory_items for update");
            if (editFirst) {
                sent.add(threads.submit(sendEdit));
                awaitWaiting(1);
            }
            for (OutboundChange sale : sales) {
                sent.add(threads.submit(() -> fixture.store
                        .outbound()
                        .sendingAlone(sale.id(), Fence.withoutClaim(sale.operationId()))
                        .map(belief -> 1)
                        .orElse(0)));
                awaitWaiting(sent.size());
            }
            if (!editFirst) {
                sent.add(threads.submit(sendEdit));
                awaitWaiting(3);
            }
            blocker.rollback();
        }
        int all = 0;
        for (Future<Integer> each : sent) {
            all += each.get();
        }
        assertThat(all).isEqualTo(1);
    }

    private void listed() {
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(List.of(StoreFixture.product(1, 1, 9)));
            merge.commit(new Options(null, null, Removals.GUARDED, 0));
        }
    }

    private OutboundChange begun(SyncTask task) {
        TaskMessage message = fixture.store.outbound().ask(codec.encode(task, EnqueueOptions.DEFAULTS), task);
        Fence fence = new Fence(message.id(), 1);
        fixture.store.operations().started(fence, message);
        return fixture.store.outbound().begin(task, fence);
    }

    private TaskMessage started(long token) {
        TaskMessage message = codec.encode(new BulkSync(user), EnqueueOptions.DEFAULTS);
        fixture.store.operations().enlist(List.of(message));
        fixture.store.operations().started(new Fence(message.id(), token), message);
        return message;
    }

    private static Options options(Fence fence) {
        return new Options(fence, null, Removals.GUARDED, 0);
    }

    /** Returns once so many sessions of the store wait for a lock. */
    private void awaitWaiting(int sessions) throws SQLException {
        try (Connection connection = fixture.database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("do $$ begin"
                    + " for attempt in 1 .. 3000 loop"
                    + "   perform pg_stat_clear_snapshot();"
                    + "   if (select count(*) from pg_stat_activity where datname = current_database()"
                    + "       and application_name = 'brx-sync' and wait_event_type = 'Lock') >= " + sessions
                    + " then return; end if;"
                    + "   perform pg_sleep(0.01);"
                    + " end loop;"
                    + " raise exception 'nobody waits'; end $$");
        }
    }
}
