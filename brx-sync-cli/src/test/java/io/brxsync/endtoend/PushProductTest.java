package io.brxsync.endtoend;

import static io.brxsync.endtoend.OutboundShop.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.JobTiming;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.ProductSpec;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Operation;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.SyncStatus;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.TaskState;
import io.brxsync.queue.TaskView;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskPolicy;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/** Edits reach CardTrader in bulk jobs, the newest values win, and every item's result is known. */
@Timeout(120)
class PushProductTest {
    private static final String BULK_UPDATE = "POST /products/bulk_update";

    private OutboundShop shop;

    private void open(int products) throws Exception {
        open(products, JobTiming.timed(Duration.ofMillis(50), Duration.ofMillis(50)));
    }

    private void open(int products, JobTiming timing) throws Exception {
        shop = new OutboundShop(
                products, SimulatorOptions.builder().jobTiming(timing).build());
    }

    /** Edits wait so long for more of them. */
    private void lingering(int products, Duration linger) throws Exception {
        shop = new OutboundShop(
                products,
                SimulatorOptions.defaults(),
                Map.of("CARDTRADER_BULK_LINGER_MILLIS", Long.toString(linger.toMillis())));
    }

    private long jobs() {
        return shop.simulator.requests().of(BULK_UPDATE);
    }

    /** The first edit was claimed and waits for more. */
    private void awaitHeld(String edit) throws Exception {
        shop.await(
                () -> shop.brx
                        .queues()
                        .find(edit)
                        .filter(task -> task.state() == TaskState.READY && task.reason() != null)
                        .isPresent(),
                "the wait for more edits");
    }

    @AfterEach
    void close() throws Exception {
        shop.close();
    }

    private SyncTask.PushProduct price(Product product, int cents) {
        return new SyncTask.PushProduct(shop.user, id(product), cents, null, null, null, null, null);
    }

    private SyncTask.PushProduct quantity(Product product, int quantity) {
        return new SyncTask.PushProduct(shop.user, id(product), null, quantity, null, null, null, null);
    }

    private SyncTask.PushProduct properties(Product product, Map<String, JsonNode> properties) {
        return new SyncTask.PushProduct(shop.user, id(product), null, null, null, null, null, properties);
    }

    private Product now(Product product) {
        return shop.account.inventory().find(product.id()).orElseThrow();
    }

    /** One whose listings have a language with Chinese and a foil flag. */
    private Product chinese() throws Exception {
        Blueprint blueprint = shop.simulator.blueprints().blueprints().stream()
                .filter(some -> some.editableProperties().stream()
                        .anyMatch(property -> property.isLanguage()
                                && property.possibleValues().contains("zh-CN")))
                .filter(some -> some.editableProperties().stream().anyMatch(property -> property.bool()))
                .filter(some -> !some.fixedProperties().isEmpty())
                .findFirst()
                .orElseThrow();
        Product product =
                shop.account.inventory().put(ProductSpec.of(blueprint.id()).quantity(3));
        shop.brx.runInline(new SyncTask.BulkSync(shop.user));
        return product;
    }

    private String language(Product product) {
        return product.blueprint().editableProperties().stream()
                .filter(property -> property.isLanguage())
                .findFirst()
                .orElseThrow()
                .name();
    }

    private String truth(Product product) {
        return product.blueprint().editableProperties().stream()
                .filter(property -> property.bool())
                .findFirst()
                .orElseThrow()
                .name();
    }

    @Test
    void anEditChangesMirrorAndCardTrader() throws Exception {
        open(30);
        shop.open();
        Product product = shop.product(1);
        SyncTask.PushProduct edit = new SyncTask.PushProduct(
                shop.user, id(product), 6258, product.quantity() + 2, "with “quotes”", "shelf 7", true, null);
        Operation operation = shop.end(shop.brx.stock().updateProduct(edit));
        assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(shop.mirrored(product)).isEqualTo(product.quantity() + 2);
        shop.becomesQuietAndEqual();
        assertThat(now(product).priceCents()).isEqualTo(6258);
        assertThat(now(product).quantity()).isEqualTo(product.quantity() + 2);
        assertThat(now(product).description()).isEqualTo("with “quotes”");
        assertThat(now(product).userDataField()).isEqualTo("shelf 7");
        assertThat(now(product).graded()).isTrue();
        assertThat(shop.changes()).extracting(change -> change.state()).containsExactly(State.DONE);
        assertThat(shop.single("select cause || ' ' || delta from stock_movements where user_id = ?"))
                .isEqualTo("edit 2");
    }

    @Test
    void theNewestValuesWinAndWhatIsNotNamedStays() throws Exception {
        open(30);
        Product product = shop.product(1);
        Enqueued first = shop.brx.stock().updateProduct(price(product, 111));
        shop.brx.stock().updateProduct(quantity(product, 9));
        Enqueued last = shop.brx.stock().updateProduct(price(product, 222));
        assertThat(last.taskId()).isEqualTo(first.taskId());
        shop.open();
        shop.becomesQuietAndEqual();
        assertThat(now(product).priceCents()).isEqualTo(222);
        assertThat(now(product).quantity()).isEqualTo(9);
        assertThat(now(product).userDataField()).isEqualTo(product.userDataField());
        assertThat(now(product).tag()).isEqualTo(product.tag());
        assertThat(shop.simulator.requests().of(BULK_UPDATE)).isEqualTo(1);
    }

    @Test
    void plainTasksOfTheQueueDoTheSame() throws Exception {
        open(30);
        shop.open();
        Product product = shop.product(1);
        shop.brx.enqueue(price(product, 333));
        shop.await(() -> now(product).priceCents() == 333, "the price");
        shop.becomesQuietAndEqual();
    }

    @Test
    void aThousandEditsCostAtMostFiveRequests() throws Exception {
        open(1000);
        // Orders are polled all the time; the very first poll costs more.
        shop.open();
        shop.brx.enqueue(new SyncTask.PollOrders(shop.user));
        String polled = "select 1 from order_polls where user_id = ? and webhook_checked_at is not null";
        shop.await(() -> shop.single(polled).equals("1"), "the first poll");
        shop.shut();
        List<Product> products = shop.account.inventory().list();
        for (Product product : products) {
            shop.brx
                    .stock()
                    .updateProduct(new SyncTask.PushProduct(
                            shop.user,
                            id(product),
                            product.priceCents() + 7,
                            product.quantity() + 1,
                            null,
                            null,
                            null,
                            null));
        }
        long before = shop.simulator.requests().total();
        shop.open();
        shop.becomesQuietAndEqual();
        long polls = shop.simulator.requests().of("GET /jobs/:uuid");
        assertThat(shop.simulator.requests().of(BULK_UPDATE)).isEqualTo(3);
        assertThat(shop.simulator.requests().total() - before - polls).isLessThanOrEqualTo(5);
        assertThat(shop.simulator.violations().total()).isZero();
        assertThat(shop.account.inventory().list())
                .extracting(Product::priceCents)
                .isEqualTo(products.stream()
                        .map(product -> product.priceCents() + 7)
                        .toList());
    }

    @Test
    void anEditMadeWhileAJobRunsIsSentAfterwards() throws Exception {
        open(30, JobTiming.byHand());
        shop.open();
        Product product = shop.product(1);
        shop.brx.stock().updateProduct(price(product, 111));
        shop.await(() -> shop.account.jobs().submitted() == 1, "the first job");
        shop.brx.stock().updateProduct(price(product, 222));
        shop.account.jobs().step();
        shop.account.jobs().step();
        shop.await(() -> shop.account.jobs().submitted() == 2, "the second job");
        assertThat(now(product).priceCents()).isEqualTo(111);
        shop.account.jobs().completeAll();
        shop.becomesQuietAndEqual();
        assertThat(now(product).priceCents()).isEqualTo(222);
    }

    @Test
    void editsThatWaitForAJobOutliveItsTracker() throws Exception {
        open(30, JobTiming.byHand());
        shop.open();
        Product followed = shop.product(1);
        shop.brx.stock().updateProduct(price(followed, 111));
        shop.await(() -> shop.account.jobs().submitted() == 1, "the job");
        Product waiting = shop.account.inventory().list().get(7);
        shop.end(shop.brx.stock().updateProduct(price(waiting, 222)));
        String token = shop.account.rotateToken();
        shop.await(() -> shop.brx.store().outbound().count(shop.user, State.REVIEW) == 1, "the end of the tracker");
        shop.account.jobs().completeAll();
        shop.minuteHasPassed();
        shop.brx.recover();
        assertThat(shop.brx.store().accounts().find(shop.user).orElseThrow().status())
                .isEqualTo(SyncStatus.ERROR);
        assertThat(trackers()).as("none while the token is refused").isEqualTo("1");

        shop.brx.connect(shop.user, ApiToken.of(token));
        shop.brx.recover();
        assertThat(trackers()).isEqualTo("2");
        shop.brx.recover();
        assertThat(trackers()).as("one is enough").isEqualTo("2");
        shop.await(() -> shop.account.jobs().submitted() == 2, "the edit that waited");
        shop.account.jobs().completeAll();
        shop.becomesQuietAndEqual();
        assertThat(now(waiting).priceCents()).isEqualTo(222);
    }

    private String trackers() throws Exception {
        return shop.single("select count(*) from sync_operations where user_id = ? and operation_type = 'track_job'");
    }

    @Test
    void languagesAndTruthsArriveAsTheyAre() throws Exception {
        open(5);
        Product product = chinese();
        shop.open();
        shop.brx
                .stock()
                .updateProduct(properties(
                        product,
                        Map.of(
                                language(product),
                                StringNode.valueOf("zh-CN"),
                                truth(product),
                                StringNode.valueOf("true"))));
        shop.becomesQuietAndEqual();
        assertThat(now(product).properties())
                .containsEntry(language(product), "zh-CN")
                .containsEntry(truth(product), true);
    }

    static Stream<Map<String, JsonNode>> wrong() {
        return Stream.of(
                Map.of("condition", StringNode.valueOf("Shiny")),
                Map.of("no_such_property", StringNode.valueOf("x")),
                Map.of("condition", BooleanNode.TRUE));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrongPropertiesAreRefusedWithTheAllowedOnesBeforeTheyLeave(Map<String, JsonNode> values) throws Exception {
        open(5);
        Product product = chinese();
        shop.open();
        Operation operation = shop.end(shop.brx.stock().updateProduct(properties(product, values)));
        assertThat(operation.status()).isEqualTo(Operation.Status.FAILED);
        assertThat(operation.progress().message()).contains("refused").containsAnyOf("Near Mint", "condition");
        assertThat(shop.simulator.requests().of(BULK_UPDATE)).isZero();
        assertThat(shop.changes().get(0).state()).isEqualTo(State.REFUSED);
        shop.becomesQuietAndEqual();
    }

    @Test
    void readOnlyPropertiesAreLeftOut() throws Exception {
        open(5);
        Product product = chinese();
        String fixed = product.blueprint().fixedProperties().keySet().iterator().next();
        shop.open();
        SyncTask.PushProduct edit = new SyncTask.PushProduct(
                shop.user, id(product), 555, null, null, null, null, Map.of(fixed, StringNode.valueOf("other")));
        shop.end(shop.brx.stock().updateProduct(edit));
        shop.becomesQuietAndEqual();
        assertThat(now(product).priceCents()).isEqualTo(555);
        assertThat(shop.changes().get(0).state()).isEqualTo(State.DONE);
        assertThat(shop.changes().get(0).result()).contains(fixed);
    }

    @Test
    void everyItemHasItsOwnResult() throws Exception {
        open(20);
        List<Product> products = shop.account.inventory().list();
        products.forEach(product -> shop.brx.stock().updateProduct(price(product, 4321)));
        shop.account.inventory().remove(products.get(3).id());
        shop.open();
        shop.becomesQuietAndEqual();
        assertThat(shop.changes())
                .filteredOn(change -> change.state() == State.REFUSED)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.subject().externalStockId()).isEqualTo(id(products.get(3)));
                    assertThat(change.result()).contains("not found");
                    assertThat(shop.brx
                                    .operation(change.operationId())
                                    .orElseThrow()
                                    .status())
                            .isEqualTo(Operation.Status.FAILED);
                });
        assertThat(shop.changes())
                .filteredOn(change -> change.state() == State.DONE)
                .hasSize(19);
    }

    @Test
    void aJobThatIsGivenUpIsLookedUp() throws Exception {
        open(10);
        shop.account.jobs().nextUnprocessable(1);
        shop.open();
        Product product = shop.product(1);
        String id = shop.brx.stock().updateProduct(price(product, 4321)).taskId();
        shop.becomesQuietAndEqual();
        assertThat(shop.brx.operation(id).orElseThrow().progress().message()).contains("gave the job up");
    }

    static Stream<Fault> withoutAnAnswer() {
        return Stream.of(Fault.resetAfterApplied(), Fault.html(502), Fault.json(200, "{}"));
    }

    @ParameterizedTest
    @MethodSource("withoutAnAnswer")
    void aBatchWithoutAnAnswerIsLookedUp(Fault fault) throws Exception {
        open(10);
        shop.simulator.faults().next(fault, FaultMatch.of("POST", "/products/bulk_update"), 1);
        Product product = shop.product(2);
        shop.brx.stock().updateProduct(price(product, 4321));
        shop.brx.stock().updateProduct(quantity(product, 1));
        shop.open();
        shop.becomesQuietAndEqual();
        assertThat(now(product).priceCents()).isEqualTo(4321);
        assertThat(now(product).quantity()).isEqualTo(1);
        assertThat(shop.changes()).allMatch(change -> change.state() == State.DONE);
    }

    static Stream<Arguments> editsWithoutAnAnswer() {
        return withoutAnAnswer()
                .flatMap(fault -> Stream.of(
                        Arguments.of(fault, false, 1), Arguments.of(fault, true, 1), Arguments.of(fault, true, 0)));
    }

    @ParameterizedTest(name = "{0}, quantities {1}, prices {2} apart")
    @MethodSource("editsWithoutAnAnswer")
    void editsOfOneProductWithoutAnAnswerAreLookedUpTogether(Fault fault, boolean quantities, int step)
            throws Exception {
        open(10, JobTiming.byHand());
        Product product = shop.product(2);
        shop.brx.stock().updateProduct(price(product, 100));
        shop.open();
        shop.await(() -> shop.account.jobs().submitted() == 1, "the job that edits wait for");
        for (int i = 1; i <= 3; i++) {
            SyncTask.PushProduct edit = new SyncTask.PushProduct(
                    shop.user, id(product), 200 + i * step, quantities ? 5 + i * step : null, null, null, null, null);
            shop.end(shop.brx.stock().updateProduct(edit));
        }
        shop.simulator.faults().next(fault, FaultMatch.of("POST", "/products/bulk_update"), 1);
        shop.await(
                () -> {
                    shop.account.jobs().completeAll();
                    return shop.changes().stream().allMatch(change -> change.state() == State.DONE);
                },
                "the end of every edit");
        shop.becomesQuietAndEqual();
        assertThat(now(product).priceCents()).isEqualTo(200 + 3 * step);
        assertThat(now(product).quantity()).isEqualTo(quantities ? 5 + 3 * step : product.quantity());
        assertThat(jobs()).as("none is sent again that was made").isLessThanOrEqualTo(3);
    }

    @Test
    void aSaleOverwrittenByAnEditIsPutRight() throws Exception {
        open(10, JobTiming.byHand());
        Product product = shop.product(2);
        shop.brx.stock().updateProduct(quantity(product, 8));
        shop.open();
        shop.await(() -> shop.account.jobs().submitted() == 1, "the job");
        // The sale reaches CardTrader before the job sets its absolute quantity over it.
        shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -1, "in between"));
        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 1);
        shop.account.jobs().completeAll();
        shop.becomesQuietAndEqual();
        assertThat(shop.listed(product)).isEqualTo(7);
    }

    @Test
    void aBurstOfOneSellerIsOneRequest() throws Exception {
        lingering(40, Duration.ofSeconds(4));
        shop.open();
        List<Product> products = shop.account.inventory().list();
        ExecutorService application = Executors.newFixedThreadPool(4);
        try {
            for (Future<Enqueued> edit : application.invokeAll(products.stream()
                    .map(product -> (Callable<Enqueued>) () -> shop.brx.stock().updateProduct(price(product, 4321)))
                    .toList())) {
                assertThat(edit.get().outcome()).isEqualTo(Enqueued.Outcome.ADDED);
            }
        } finally {
            application.shutdown();
        }
        shop.becomesQuietAndEqual();
        assertThat(jobs()).isEqualTo(1);
        assertThat(shop.account.inventory().list()).allMatch(product -> product.priceCents() == 4321);
        assertThat(shop.single("select count(*) from outbound_changes where user_id = ? and state = 'done'"))
                .isEqualTo("40");
    }

    @Test
    void aBurstOfPlainTasksAndOfOneTransactionIsOneRequest() throws Exception {
        lingering(10, Duration.ofSeconds(4));
        shop.open();
        List<Product> products = shop.account.inventory().list();
        shop.brx.enqueue(price(products.get(0), 4321));
        shop.connection.setAutoCommit(false);
        List<Runnable> publish = new ArrayList<>();
        for (Product product : products.subList(1, 10)) {
            publish.add(shop.brx.stock().updateProductIn(shop.connection, price(product, 4321)));
        }
        shop.connection.commit();
        shop.connection.setAutoCommit(true);
        publish.forEach(Runnable::run);
        shop.becomesQuietAndEqual();
        assertThat(jobs()).isEqualTo(1);
        assertThat(shop.account.inventory().list()).allMatch(product -> product.priceCents() == 4321);
    }

    @Test
    void anEditOfWhatWaitsAlreadyGoesOutWithIt() throws Exception {
        lingering(10, Duration.ofSeconds(4));
        shop.open();
        Product product = shop.product(1);
        Enqueued first = shop.brx.stock().updateProduct(price(product, 111));
        awaitHeld(first.taskId());
        shop.brx.stock().updateProduct(price(product, 222));
        shop.brx.stock().updateProduct(quantity(product, 9));
        shop.becomesQuietAndEqual();
        assertThat(jobs()).isEqualTo(1);
        assertThat(now(product).priceCents()).isEqualTo(222);
        assertThat(now(product).quantity()).isEqualTo(9);
    }

    @Test
    void editsThatKeepComingDoNotPutTheFirstOneOff() throws Exception {
        lingering(30, Duration.ofMillis(500));
        shop.open();
        List<Product> products = shop.account.inventory().list();
        int[] made = {0};
        shop.await(
                () -> {
                    shop.brx.stock().updateProduct(price(products.get(made[0]++ % 30), 1000 + made[0]));
                    return jobs() > 0;
                },
                "a job while edits are made");
        shop.becomesQuietAndEqual();
    }

    @Test
    void salesAndUrgentEditsDoNotWaitForEdits() throws Exception {
        lingering(10, Duration.ofSeconds(60));
        shop.open();
        Product product = shop.product(3);
        Enqueued edit = shop.brx.stock().updateProduct(price(product, 4321));
        awaitHeld(edit.taskId());
        shop.end(shop.brx.stock().adjustStock(shop.user, id(product), -2, "sale"));
        assertThat(shop.listed(product)).isEqualTo(product.quantity() - 2);
        assertThat(jobs()).isZero();
        TaskView waiting = shop.brx.queues().find(edit.taskId()).orElseThrow();
        assertThat(waiting.attempts()).isZero();
        Product other = shop.account.inventory().list().stream()
                .filter(some -> some.id() != product.id())
                .findFirst()
                .orElseThrow();
        shop.brx.enqueue(price(other, 555), EnqueueOptions.DEFAULTS.onQueue(TaskPolicy.HIGH_PRIORITY));
        // What waits goes along, as there is a request anyway.
        shop.await(() -> now(other).priceCents() == 555 && now(product).priceCents() == 4321, "both prices");
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aRestartWhileEditsWaitLosesNone() throws Exception {
        lingering(10, Duration.ofSeconds(3));
        shop.open();
        List<Product> products = shop.account.inventory().list();
        String first =
                shop.brx.stock().updateProduct(price(products.get(0), 4321)).taskId();
        awaitHeld(first);
        shop.brx.stock().updateProduct(price(products.get(1), 4321));
        shop.shut();
        assertThat(jobs()).isZero();
        shop.open();
        shop.becomesQuietAndEqual();
        assertThat(jobs()).isEqualTo(1);
        assertThat(now(products.get(0)).priceCents()).isEqualTo(4321);
        assertThat(now(products.get(1)).priceCents()).isEqualTo(4321);
    }

    @Test
    void editsThatWaitSurviveTheLossOfRedis() throws Exception {
        lingering(10, Duration.ofSeconds(60));
        shop.open();
        Product product = shop.product(1);
        awaitHeld(shop.brx.stock().updateProduct(price(product, 111)).taskId());
        shop.brx.stock().updateProduct(price(product, 222));
        shop.shut();
        // To a namespace in which there never was anything, Redis has lost everything.
        Map<String, String> empty = new HashMap<>(shop.variables);
        empty.put("BRX_NAMESPACE", Services.redis().freshNamespace());
        empty.put("CARDTRADER_BULK_LINGER_MILLIS", "100");
        try (BrxSync brx = BrxSync.open(BrxConfig.from(empty))) {
            long[] recovered = {0};
            shop.await(() -> (recovered[0] += brx.recover()) == 2, "two edits in the outbox and in no queue");
            try (Worker worker = brx.worker(WorkerOptions.DEFAULTS.withThreads(2))) {
                worker.start();
                shop.becomesQuietAndEqual();
            }
        }
        assertThat(now(product).priceCents()).isEqualTo(222);
        assertThat(jobs()).isEqualTo(1);
    }

    @Test
    void aJobIsLookedAtOnce() throws Exception {
        open(10);
        shop.open();
        shop.brx.stock().updateProduct(price(shop.product(1), 4321));
        shop.becomesQuietAndEqual();
        assertThat(shop.simulator.requests().of("GET /jobs/:uuid")).isEqualTo(1);
    }

    @Test
    void anEditInTheCallersTransactionDiesWithIt() throws Exception {
        open(10);
        Product product = shop.product(1);
        shop.connection.setAutoCommit(false);
        shop.brx.stock().updateProductIn(shop.connection, price(product, 1));
        shop.connection.rollback();
        shop.connection.setAutoCommit(true);
        assertThat(shop.changes()).isEmpty();
        assertThat(shop.differences()).isEmpty();
    }
}
