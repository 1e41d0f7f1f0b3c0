package io.brxsync.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.JobTiming;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.ProductSpec;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.port.Operation;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.task.SyncTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** New listings that wait together travel in one job, and each of them appears once. */
@Timeout(120)
class CreateProductsTogetherTest {
    private static final String TOGETHER = "POST /products/bulk_create";
    private static final String ALONE = "POST /products";
    private static final String EXPORT = "GET /products/export";
    private static final FaultMatch BULK = FaultMatch.of("POST", "/products/bulk_create");

    private OutboundShop shop;

    private void open(JobTiming timing) throws Exception {
        shop = new OutboundShop(20, SimulatorOptions.builder().jobTiming(timing).build());
    }

    private void open() throws Exception {
        open(JobTiming.timed(Duration.ofMillis(50), Duration.ofMillis(50)));
    }

    @AfterEach
    void close() throws Exception {
        shop.close();
    }

    private List<Integer> blueprints(int count) {
        List<Integer> taken = shop.account.inventory().list().stream()
                .map(product -> product.blueprint().id())
                .toList();
        return shop.simulator.blueprints().blueprints().stream()
                .map(blueprint -> blueprint.id())
                .filter(id -> !taken.contains(id))
                .limit(count)
                .toList();
    }

    /** Asks for 3 of each, under the keys sku-0, sku-1 and so on; at different prices, so that none melts into another. */
    private List<String> create(List<Integer> blueprints) {
        List<String> operations = new ArrayList<>();
        for (int blueprint : blueprints) {
            int number = operations.size();
            SyncTask.CreateProduct creation = new SyncTask.CreateProduct(
                    shop.user, "sku-" + number, blueprint, 499 + number, 3, "as new", false, Map.of());
            operations.add(shop.brx.stock().createProduct(creation).taskId());
        }
        return operations;
    }

    private List<Product> listed(int blueprint) {
        return shop.account.inventory().findByBlueprint(blueprint);
    }

    private void eachIsListedOnce(List<Integer> blueprints) throws Exception {
        shop.becomesQuietAndEqual();
        for (int i = 0; i < blueprints.size(); i++) {
            int price = 499 + i;
            String key = "brx:sku-" + i;
            assertThat(listed(blueprints.get(i)))
                    .filteredOn(product -> product.priceCents() == price)
                    .singleElement()
                    .satisfies(product -> {
                        assertThat(product.quantity()).isEqualTo(3);
                        assertThat(product.userDataField()).isEqualTo(key);
                    });
        }
        assertThat(shop.changes())
                .hasSize(blueprints.size())
                .allMatch(change -> change.state() == State.DONE)
                .allMatch(change -> change.subject().externalStockId() != null);
    }

    private long requests(String endpoint) {
        return shop.simulator.requests().of(endpoint);
    }

    private String created() throws Exception {
        return shop.single("select count(*) || ' ' || sum(delta) from stock_movements where user_id = ?"
                + " and cause = 'creation'");
    }

    @Test
    void fiftyCreationsAreOneRequestAndOneRead() throws Exception {
        open();
        List<Integer> blueprints = blueprints(50);
        create(blueprints);
        long exports = requests(EXPORT);
        shop.open();
        eachIsListedOnce(blueprints);
        assertThat(requests(TOGETHER)).isEqualTo(1);
        assertThat(requests(ALONE)).isZero();
        assertThat(requests(EXPORT) - exports).isEqualTo(1);
        assertThat(shop.simulator.violations().total()).isZero();
        assertThat(created()).isEqualTo("50 150");
    }

    @Test
    void aBlueprintIsReadOnceForAllItsListings() throws Exception {
        open();
        List<Integer> some = blueprints(4);
        List<Integer> blueprints = new ArrayList<>(some);
        blueprints.addAll(some);
        create(blueprints);
        long exports = requests(EXPORT);
        shop.open();
        eachIsListedOnce(blueprints);
        assertThat(requests(TOGETHER)).isEqualTo(1);
        assertThat(requests(EXPORT) - exports).isEqualTo(4);
    }

    @Test
    void whatIsRefusedFailsAlone() throws Exception {
        open();
        List<Integer> blueprints = new ArrayList<>(blueprints(3));
        blueprints.add(1, 999_999_999);
        List<String> operations = create(blueprints);
        shop.open();
        shop.becomesQuietAndEqual();
        assertThat(shop.changes())
                .filteredOn(change -> change.state() != State.DONE)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.state()).isEqualTo(State.REFUSED);
                    assertThat(change.reference()).isEqualTo("sku-1");
                    assertThat(change.result()).contains("Blueprint not found");
                });
        Operation operation = shop.brx.operation(operations.get(1)).orElseThrow();
        assertThat(operation.status()).isEqualTo(Operation.Status.FAILED);
        assertThat(operation.progress().message()).contains("Blueprint not found");
        assertThat(created()).isEqualTo("3 9");
        assertThat(requests(ALONE)).isZero();
    }

    @Test
    void whatAJobGaveUpIsListedOneByOneOnceItIsCertain() throws Exception {
        open();
        shop.account.jobs().nextUnprocessable(1);
        List<Integer> blueprints = blueprints(4);
        create(blueprints);
        shop.open();
        eachIsListedOnce(blueprints);
        assertThat(requests(TOGETHER)).isEqualTo(1);
        assertThat(requests(ALONE)).isEqualTo(4);
    }

    @Test
    void aLostAnswerIsNoReasonToListTwice() throws Exception {
        open();
        shop.simulator.faults().next(Fault.resetAfterApplied(), BULK, 1);
        List<Integer> blueprints = blueprints(5);
        create(blueprints);
        shop.open();
        eachIsListedOnce(blueprints);
        assertThat(requests(TOGETHER)).isEqualTo(1);
        assertThat(requests(ALONE)).isZero();
    }

    @Test
    void aRefusedRequestIsMadeAgainOneByOne() throws Exception {
        open();
        shop.simulator.faults().next(Fault.json(422, "{\"errors\":[\"Too many products: max 1\"]}"), BULK, 1);
        List<Integer> blueprints = blueprints(3);
        create(blueprints);
        shop.open();
        eachIsListedOnce(blueprints);
        assertThat(requests(ALONE)).isEqualTo(3);
    }

    @Test
    void aWorkerMayGoWhileTheJobRuns() throws Exception {
        open(JobTiming.byHand());
        List<Integer> blueprints = blueprints(6);
        create(blueprints);
        shop.open();
        shop.await(() -> submitted() == 6, "the job");
        shop.account.jobs().step();
        shop.shut();
        shop.account.jobs().completeAll();
        shop.open();
        eachIsListedOnce(blueprints);
        assertThat(requests(TOGETHER)).isEqualTo(1);
        assertThat(requests(ALONE)).isZero();
    }

    private long submitted() {
        return shop.changes().stream()
                .filter(change -> change.state() == State.SUBMITTED)
                .count();
    }

    @Test
    void anExportMeanwhileDoesNotCountTheListingTwice() throws Exception {
        open(JobTiming.byHand());
        List<Integer> blueprints = blueprints(6);
        create(blueprints);
        shop.open();
        shop.await(() -> submitted() == 6, "the job");
        shop.account.jobs().step();
        shop.brx.runInline(new SyncTask.BulkSync(shop.user));
        shop.account.jobs().completeAll();
        eachIsListedOnce(blueprints);
        assertThat(created()).isEqualTo("6 9");
        assertThat(shop.single("select sum(delta) from stock_movements where user_id = ?"))
                .isEqualTo("18");
    }

    @Test
    void anExportMeanwhileDoesNotHideThatAListingHasGrown() throws Exception {
        open();
        List<Integer> blueprints = blueprints(2);
        Product present = shop.account
                .inventory()
                .put(ProductSpec.of(blueprints.get(1))
                        .quantity(5)
                        .priceCents(500)
                        .description("as new")
                        .userDataField("another tool's"));
        shop.brx.runInline(new SyncTask.BulkSync(shop.user));
        shop.account.jobs().nextUnprocessable(1);
        List<String> operations = create(blueprints);
        shop.open();
        shop.await(() -> shop.changes().stream().allMatch(OutboundChange::followed), "the job");
        // As if the job had added to it before it was given up.
        shop.account.inventory().update(present.id(), product -> product.withQuantity(8));
        shop.brx.runInline(new SyncTask.BulkSync(shop.user));
        shop.becomesQuietAndEqual();
        assertThat(shop.changes()).extracting(OutboundChange::state).containsExactly(State.REVIEW, State.DONE);
        assertThat(listed(blueprints.get(1)))
                .singleElement()
                .extracting(Product::quantity)
                .isEqualTo(8);
        assertThat(shop.brx.operation(operations.get(1)).orElseThrow().status()).isEqualTo(Operation.Status.FAILED);
    }
}
