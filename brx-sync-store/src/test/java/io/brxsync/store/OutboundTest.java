package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.port.Fence;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore;
import io.brxsync.port.OutboundStore.Belief;
import io.brxsync.port.OutboundStore.Settlement;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskTypes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes on their way to CardTrader, against a real server. */
class OutboundTest {
    private static final String PRODUCT = "7001";

    private final UUID user = UUID.randomUUID();
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), InstantSource.system());
    private StoreFixture fixture;
    private OutboundStore changes;

    @BeforeEach
    void open() {
        fixture = StoreFixture.migrated(StoreFixture.Surroundings.COLOMBO);
        fixture.execute("truncate outbound_changes, stock_movements");
        changes = fixture.store.outbound();
        try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
            merge.stage(List.of(StoreFixture.product(7001, 12, 10), StoreFixture.product(7002, 13, 1)));
            merge.commit(new InventoryMerge.Options(null, null, InventoryMerge.Removals.GUARDED, 0));
        }
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private TaskMessage ask(SyncTask task) {
        return changes.ask(codec.encode(task, EnqueueOptions.DEFAULTS), task);
    }

    /** Asks, and begins as a worker does. */
    private OutboundChange begun(SyncTask task) {
        TaskMessage message = ask(task);
        Fence fence = new Fence(message.id(), 1);
        fixture.store.operations().started(fence, message);
        return changes.begin(task, fence);
    }

    private static Fence fence(OutboundChange change) {
        return new Fence(change.operationId(), 1);
    }

    private SyncTask.AdjustStock sale(int delta, String key) {
        return new SyncTask.AdjustStock(user, PRODUCT, delta, key);
    }

    private SyncTask.PushProduct price(int cents) {
        return new SyncTask.PushProduct(user, PRODUCT, cents, null, null, null, null, null);
    }

    private SyncTask.PushProduct quantity(int quantity) {
        return new SyncTask.PushProduct(user, PRODUCT, null, quantity, null, null, null, null);
    }

    private int mirrored() {
        return Integer.parseInt(fixture.value("select quantity from user_inventory_items where user_id = '" + user
                + "' and external_stock_id = '" + PRODUCT + "'"));
    }

    @Test
    void oneKeyIsOneMovementHoweverManyAskAtOnce() {
        List<CompletableFuture<TaskMessage>> asked = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            asked.add(CompletableFuture.supplyAsync(() -> ask(sale(-3, "one"))));
        }
        asked.forEach(CompletableFuture::join);
        assertThat(mirrored()).isEqualTo(7);
        assertThat(fixture.column("select delta from stock_movements")).containsExactly("-3");
        assertThat(changes.latest(user, List.of(), 10)).singleElement().satisfies(change -> {
            assertThat(change.state()).isEqualTo(State.PENDING);
            assertThat(change.reference()).isEqualTo("one");
        });
    }

    @Test
    void aRefusedKeyLeavesNothingBehind() {
        ask(sale(-3, "one"));
        long operations = Long.parseLong(fixture.value("select count(*) from sync_operations"));
        assertThatThrownBy(() -> ask(sale(-4, "one")))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.REJECTED));
        assertThat(fixture.value("select count(*) from sync_operations")).isEqualTo(Long.toString(operations));
        assertThat(mirrored()).isEqualTo(7);
    }

    @Test
    void aLaterClaimShutsTheOlderOneOut() {
        OutboundChange change = begun(sale(-3, "one"));
        fixture.store
                .operations()
                .started(new Fence(change.operationId(), 2), codec.encode(sale(-3, "one"), EnqueueOptions.DEFAULTS));
        for (Runnable effect : List.<Runnable>of(
                () -> changes.sending(change.id(), fence(change)),
                () -> changes.unsent(change.id(), "why", fence(change)),
                () -> changes.settle(List.of(new Settlement(change.id(), State.DONE, null, false)), fence(change)))) {
            assertThatThrownBy(effect::run)
                    .isInstanceOfSatisfying(
                            BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.LEASE_LOST));
        }
        assertThat(changes.find(change.id()).orElseThrow().state()).isEqualTo(State.PENDING);
    }

    @Test
    void whatIsBelievedLeavesOutWhatCardTraderWasNotTold() {
        OutboundChange first = begun(sale(-3, "one"));
        OutboundChange second = begun(sale(-2, "two"));
        assertThat(changes.sendingAlone(first.id(), fence(first)))
                .get()
                .extracting(Belief::before, Belief::after, Belief::disturbed)
                .containsExactly(10, 7, false);
        assertThat(changes.belief(second.id()).disturbed()).isTrue();
        changes.settle(List.of(new Settlement(first.id(), State.DONE, null, false)), fence(first));
        assertThat(changes.belief(second.id()))
                .extracting(Belief::before, Belief::after, Belief::disturbed)
                .containsExactly(7, 5, false);
        // A sale at CardTrader moves both alike.
        fixture.execute("update user_inventory_items set quantity = quantity - 1 where external_stock_id = '7001'");
        assertThat(changes.belief(second.id()))
                .extracting(Belief::before, Belief::after)
                .containsExactly(6, 4);
    }

    @Test
    void aSaleBeyondTheStockTakesWhatIsThere() {
        OutboundChange change = begun(sale(-12, "too many"));
        assertThat(mirrored()).isZero();
        assertThat(changes.sendingAlone(change.id(), fence(change)))
                .get()
                .extracting(Belief::before, Belief::after)
                .containsExactly(10, 0);
        assertThat(fixture.column("select delta || ' ' || detail from stock_movements")
                        .get(0))
                .startsWith("-10 ")
                .contains("-12");
    }

    @Test
    void aQuantityGoesOutAsTheMirrorHasItNowLessWhatFollowsByItself() {
        OutboundChange edit = begun(quantity(20));
        OutboundChange sale = begun(sale(-1, "follows"));
        // Sold at CardTrader since.
        fixture.execute("update user_inventory_items set quantity = quantity - 4 where external_stock_id = '7001'");
        assertThat(changes.sendingEdits(List.of(edit.id()), fence(edit)))
                .singleElement()
                .satisfies(each -> assertThat(each.quantity()).isEqualTo(16));
        assertThat(mirrored()).isEqualTo(15);
        changes.unsent(List.of(edit.id()), "again");
        changes.sending(sale.id(), fence(sale));
        assertThat(changes.sendingEdits(List.of(edit.id()), fence(edit)))
                .as("while the sale is being sent nobody knows which comes first")
                .isEmpty();
    }

    @Test
    void oneChangeOfAQuantityIsSentAtATime() {
        OutboundChange first = begun(sale(-3, "one"));
        OutboundChange second = begun(sale(-2, "two"));
        OutboundChange edit = begun(quantity(20));
        assertThat(changes.sendingAlone(first.id(), fence(first))).isPresent();
        assertThat(changes.sendingAlone(second.id(), fence(second))).isEmpty();
        assertThat(changes.find(second.id()).orElseThrow().state()).isEqualTo(State.PENDING);
        assertThat(changes.sendingEdits(List.of(edit.id()), fence(edit))).isEmpty();
        changes.settle(List.of(new Settlement(first.id(), State.DONE, null, false)), fence(first));

        assertThat(changes.sendingEdits(List.of(edit.id()), fence(edit))).hasSize(1);
        assertThat(changes.sendingAlone(second.id(), fence(second))).isEmpty();
        changes.submitted(user, UUID.randomUUID(), Map.of(edit.id(), 0), Duration.ZERO, fence(edit));
        assertThat(changes.sendingAlone(second.id(), fence(second)))
                .as("a job takes its time, and what became of it can be asked for")
                .get()
                .extracting(Belief::disturbed)
                .isEqualTo(true);
    }

    @Test
    void anEditWaitsForAnOlderOneOfItsProductThatIsInDoubt() {
        OutboundChange older = begun(price(100));
        assertThat(changes.sendingEdits(List.of(older.id()), fence(older))).hasSize(1);
        OutboundChange newer = begun(price(200));
        assertThat(changes.sendingEdits(List.of(newer.id()), fence(newer)))
                .as("should the older one be made late, it would undo this one")
                .isEmpty();
        changes.unsent(List.of(older.id()), "not made");
        assertThat(changes.sendingEdits(List.of(older.id(), newer.id()), fence(newer)))
                .hasSize(2);
    }

    @Test
    void anEditIsNotAppliedTwiceAndNewerValuesAre() {
        TaskMessage first = ask(quantity(20));
        fixture.execute("update user_inventory_items set quantity = quantity - 4 where external_stock_id = '7001'");
        TaskMessage second = ask(price(555));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(changes.waitingEdits(user, 10)).as("newer values may join").isEmpty();

        Fence fence = new Fence(first.id(), 1);
        TaskMessage begun = fixture.store.operations().started(fence, first).orElseThrow();
        OutboundChange change = changes.begin((SyncTask) codec.decode(begun), fence);
        assertThat(mirrored()).isEqualTo(16);
        assertThat(change.change().path("quantity").asInt()).isEqualTo(20);
        assertThat(change.change().path("price_cents").asInt()).isEqualTo(555);
        assertThat(changes.waitingEdits(user, 10))
                .extracting(OutboundChange::id)
                .containsExactly(change.id());
    }

    @Test
    void aJobsEditsAreFollowed() {
        OutboundChange edit = begun(quantity(20));
        changes.sendingEdits(List.of(edit.id()), fence(edit));
        UUID job = UUID.randomUUID();
        assertThat(changes.submitted(user, job, Map.of(edit.id(), 0), Duration.ZERO, fence(edit)))
                .singleElement()
                .satisfies(message -> assertThat(message.type()).isEqualTo("track_job"));
        assertThat(changes.jobUnderWay(user)).isTrue();
        assertThat(changes.ofJob(user, job)).hasSize(1);
        assertThat(changes.quantityEditsWait(user)).isTrue();
        changes.toCompare(List.of(edit.id()), fence(edit));
        assertThat(changes.jobUnderWay(user)).isFalse();
        assertThat(changes.quantityEditsWait(user)).isFalse();
        assertThat(changes.toCompare(user)).hasSize(1);

        assertThat(changes.correct(edit.id(), -2, fence(edit))).hasSize(1);
        assertThat(changes.correct(edit.id(), -2, fence(edit))).isEmpty();
        assertThat(mirrored()).as("a correction is CardTrader's alone").isEqualTo(20);
        OutboundChange correction = changes.find(user, OutboundChange.Kind.ADJUST, "edit:" + edit.id())
                .orElseThrow();
        assertThat(changes.belief(correction.id()))
                .extracting(Belief::before, Belief::after)
                .containsExactly(22, 20);
    }

    @Test
    void whatAnExportSkippedIsReadAgainAtTheEnd() {
        OutboundChange change = begun(sale(-3, "one"));
        assertThat(changes.settle(List.of(new Settlement(change.id(), State.DONE, null, false)), fence(change)))
                .isEmpty();
        OutboundChange other = begun(sale(-1, "two"));
        fixture.execute("update user_inventory_items set read_started_at = now(), read_ended_at = now()");
        assertThat(changes.settle(List.of(new Settlement(other.id(), State.DONE, null, false)), fence(other)))
                .singleElement()
                .satisfies(message -> assertThat(message.payload()).contains("[12]"));
    }

    @Test
    void oldOnesAreDeletedButNothingThatSomebodyHasToSee() {
        OutboundChange done = begun(sale(-1, "done"));
        OutboundChange review = begun(sale(-1, "review"));
        OutboundChange open = begun(sale(-1, "open"));
        changes.settle(
                List.of(
                        new Settlement(done.id(), State.DONE, null, false),
                        new Settlement(review.id(), State.REVIEW, "why", false)),
                null);
        assertThat(changes.count(user, State.REVIEW)).isEqualTo(1);
        assertThat(changes.purgeSettledBefore(Instant.now().plusSeconds(60))).isEqualTo(1);
        assertThat(changes.latest(user, List.of(), 10))
                .extracting(OutboundChange::id)
                .containsExactly(open.id(), review.id());
    }

    @Test
    void aDeletionAndAnUnknownProduct() {
        begun(new SyncTask.DeleteProduct(user, PRODUCT));
        assertThat(mirrored()).isZero();
        assertThat(fixture.column("select cause || delta from stock_movements")).containsExactly("deletion-10");
        assertThatThrownBy(() -> ask(new SyncTask.DeleteProduct(user, "9")))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.REJECTED));
    }
}
