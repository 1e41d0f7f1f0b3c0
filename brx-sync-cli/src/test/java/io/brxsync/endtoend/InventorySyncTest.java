package io.brxsync.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.examples.simulator.MirrorComparison;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.port.Account;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Fence;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.port.SyncStatus;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.TaskState;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The main job over real servers and real HTTP: whatever the export looks like, the mirror is right or untouched. */
@Timeout(120)
class InventorySyncTest {
    private static final int PRODUCTS = 400;

    private final UUID user = UUID.randomUUID();
    private final PostgresDatabase database = Services.postgres().freshDatabase();
    private CardTraderSimulator simulator;
    private SimulatedAccount account;
    private BrxSync brx;
    private Worker worker;
    private Connection connection;

    @BeforeEach
    void connectOneSeller() throws SQLException {
        simulator = CardTraderSimulator.start();
        account = simulator.createAccount(AccountSpec.of(PRODUCTS, 7));
        brx = BrxSync.open(config());
        brx.store().migrate();
        brx.connect(user, ApiToken.of(account.token()));
        worker = brx.worker(WorkerOptions.DEFAULTS.withThreads(2).withDrainTimeout(Duration.ofMillis(200)));
        worker.start();
        connection = database.connect();
    }

    @AfterEach
    void closeAll() throws SQLException {
        worker.close();
        brx.close();
        connection.close();
        simulator.close();
    }

    private BrxConfig config() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", database.url());
        variables.put("REDIS_URL", Services.redis().url());
        variables.put("BRX_NAMESPACE", Services.redis().freshNamespace());
        variables.put("FERNET_KEY", Base64.getUrlEncoder().encodeToString(key));
        variables.put("CARDTRADER_API_BASE_URL", simulator.baseUrl());
        return BrxConfig.from(variables);
    }

    private Operation sync() throws Exception {
        return sync(new SyncTask.BulkSync(user));
    }

    private Operation sync(SyncTask task) throws Exception {
        Enqueued enqueued = brx.enqueue(task);
        return brx.follow(enqueued.taskId(), Duration.ofMillis(20), ignored -> {})
                .get(60, TimeUnit.SECONDS);
    }

    private List<String> differences() throws SQLException {
        return new MirrorComparison(connection).differences(account, user);
    }

    private FaultMatch exports() {
        return FaultMatch.of(account, "GET", "/products/export");
    }

    private String single(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, user);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private long inStock() throws SQLException {
        return Long.parseLong(single("select count(*) from user_inventory_items where user_id = ? and quantity > 0"));
    }

    @Test
    void theFirstSyncMirrorsEverything() throws Exception {
        Operation operation = sync();
        assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(operation.progress().created()).isEqualTo(PRODUCTS);
        assertThat(operation.progress().percent()).isEqualTo(100);
        assertThat(differences()).isEmpty();
        Account synced = brx.store().accounts().find(user).orElseThrow();
        assertThat(synced.status()).isEqualTo(SyncStatus.ACTIVE);
        assertThat(synced.lastSyncAt()).isNotNull();
        assertThat(single("select operation_metadata ->> 'progress_percent' from sync_operations where user_id = ?"))
                .isEqualTo("100");
        assertThat(simulator.violations().total()).isZero();
    }

    @Test
    void anUnchangedResyncWritesNoRowVersion() throws Exception {
        sync();
        String versions = "select md5(string_agg(ctid::text || xmin::text || updated_at::text, ',' order by id))"
                + " from user_inventory_items where user_id = ?";
        String before = single(versions);
        Operation operation = sync();
        assertThat(operation.progress().unchanged()).isEqualTo(PRODUCTS);
        assertThat(operation.progress().updated()).isZero();
        assertThat(single(versions)).isEqualTo(before);
    }

    @Test
    void changedVanishedReturnedAndNewProductsAreFollowed() throws Exception {
        sync();
        List<Product> products = account.inventory().list();
        Product changed = products.get(0);
        account.inventory()
                .update(
                        changed.id(),
                        product -> product.withPriceCents(product.priceCents() + 5)
                                .withDescription("tab\there, \\N and “quotes”, 新品 \uD83D\uDE00")
                                .withUserDataField(null));
        for (Product gone : products.subList(1, 11)) {
            account.inventory().remove(gone.id());
        }
        account.inventory().generate(15, 99);
        Operation second = sync();
        assertThat(second.progress())
                .satisfies(progress -> assertThat(List.of(
                                progress.created(), progress.updated(), progress.removed(), progress.unchanged()))
                        .containsExactly(15L, 1L, 10L, (long) PRODUCTS - 11));
        assertThat(differences()).isEmpty();

        execute("update user_inventory_items set quantity = 0, delisted_at = now(), updated_at = now()"
                + " where user_id = '" + user + "' and external_stock_id = '"
                + products.get(20).id() + "'");
        assertThat(differences()).isNotEmpty();
        assertThat(sync().progress().updated()).isEqualTo(1);
        assertThat(differences()).isEmpty();
    }

    @Test
    void aTruncatedExportChangesNothingAndIsTriedAgain() throws Exception {
        sync();
        account.inventory()
                .list()
                .subList(0, 50)
                .forEach(gone -> account.inventory().remove(gone.id()));
        account.inventory()
                .list()
                .subList(0, 5)
                .forEach(product ->
                        account.inventory().update(product.id(), old -> old.withQuantity(old.quantity() + 1)));
        for (Fault cut : List.of(Fault.truncated(20_000), Fault.endsAfterRows(100), Fault.resetMidBody(30_000))) {
            simulator.faults().next(cut, exports(), 1);
        }
        Operation operation = sync();
        assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(operation.progress().removed()).isEqualTo(50);
        assertThat(differences()).isEmpty();
    }

    @Test
    void aSuspiciousNumberOfVanishedProductsWaitsForASecondExport() throws Exception {
        sync();
        simulator.faults().next(Fault.emptyExport(), exports(), 1);
        Operation empty = sync();
        assertThat(empty.progress().removed()).isZero();
        assertThat(empty.progress().message()).contains("allow-mass-removal");
        assertThat(differences()).isEmpty();

        // The next export is whole again: nothing had really gone.
        assertThat(sync().progress().removed()).isZero();
        assertThat(inStock()).isEqualTo(PRODUCTS);

        account.inventory().clear();
        assertThat(sync().progress().removed()).isZero();
        assertThat(sync().progress().removed()).isEqualTo(PRODUCTS);
        assertThat(differences()).isEmpty();
    }

    @Test
    void anOperatorMayAllowAMassRemoval() throws Exception {
        sync();
        account.inventory().clear();
        Operation operation = sync(new SyncTask.BulkSync(user, true));
        assertThat(operation.progress().removed()).isEqualTo(PRODUCTS);
        assertThat(inStock()).isZero();
    }

    @Test
    void brokenRowsAreCountedAndForbidRemovals() throws Exception {
        sync();
        account.inventory()
                .list()
                .subList(0, 3)
                .forEach(gone -> account.inventory().remove(gone.id()));
        simulator.faults().next(Fault.brokenRows(4), exports(), 1);
        Operation operation = sync();
        assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(operation.progress().removed()).isZero();
        assertThat(operation.progress().skippedTotal()).isEqualTo(4);
        assertThat(operation.progress().message()).contains("4 rows");
        assertThat(inStock()).isEqualTo(PRODUCTS);
        assertThat(sync().progress().removed()).isEqualTo(3);
        assertThat(differences()).isEmpty();
    }

    @Test
    void oddButValidExportsAreUnderstood() throws Exception {
        List<Fault> oddities = List.of(
                Fault.otherEnvelope(),
                Fault.unknownFields(),
                Fault.unknownValues(),
                Fault.resourceForm(),
                Fault.priceObject(),
                Fault.duplicateIds(5));
        for (Fault oddity : oddities) {
            simulator.faults().next(oddity, exports(), 1);
            assertThat(sync().status()).as("%s", oddity).isEqualTo(Operation.Status.COMPLETED);
        }
        sync();
        assertThat(differences()).isEmpty();
    }

    @Test
    void whatWasTouchedDuringTheExportIsNotOverwrittenButReadAgain() throws Exception {
        sync();
        Product touched = account.inventory().list().get(0);
        Gate gate = simulator.faults().hold(Gate.after(), exports(), 1);
        Enqueued enqueued = brx.enqueue(new SyncTask.BulkSync(user));
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(20))).isTrue();
        // The export is a picture of this moment; a sale comes in after it.
        execute("update user_inventory_items set quantity = 7777, updated_at = clock_timestamp() where user_id = '"
                + user + "' and external_stock_id = '" + touched.id() + "'");
        gate.release();
        brx.follow(enqueued.taskId(), Duration.ofMillis(20), ignored -> {}).get(60, TimeUnit.SECONDS);
        Operation refresh = awaitRefresh();
        assertThat(refresh.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(simulator.requests().of("GET /products/export", 200)).isGreaterThanOrEqualTo(3);
        assertThat(differences()).isEmpty();
    }

    private Operation awaitRefresh() throws Exception {
        String id = single("select operation_id from sync_operations where user_id = ?"
                + " and operation_type = 'refresh_products' order by id desc limit 1");
        return brx.follow(id, Duration.ofMillis(20), ignored -> {}).get(60, TimeUnit.SECONDS);
    }

    @Test
    void aRefusedTokenPutsTheUserIntoErrorAndANewOneBringsThemBack() throws Exception {
        String fresh = account.rotateToken();
        Operation operation = sync();
        assertThat(operation.status()).isEqualTo(Operation.Status.FAILED);
        Account failed = brx.store().accounts().find(user).orElseThrow();
        assertThat(failed.status()).isEqualTo(SyncStatus.ERROR);
        assertThat(failed.lastError()).contains("401").doesNotContain(fresh);
        assertThat(simulator.requests().of("GET /products/export", 401)).isEqualTo(1);

        brx.connect(user, ApiToken.of(" \uFEFFBearer " + fresh + "\n"));
        assertThat(sync().status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(brx.store().accounts().find(user).orElseThrow().status()).isEqualTo(SyncStatus.ACTIVE);
    }

    @Test
    void aBadTokenIsNeverStored() {
        UUID other = UUID.randomUUID();
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                BrxException.class, () -> brx.connect(other, ApiToken.of("no-such-token")))
                        .kind())
                .isEqualTo(BrxException.Kind.UNAUTHORIZED);
        assertThat(brx.store().accounts().find(other)).isEmpty();
    }

    @Test
    void aWorkerStoppedMidSyncHandsOverToTheNextOne() throws Exception {
        Gate gate = simulator.faults().hold(Gate.midBody(10_000), exports(), 1);
        Enqueued enqueued = brx.enqueue(new SyncTask.BulkSync(user));
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(20))).isTrue();
        worker.close();
        gate.release();
        assertThat(inStock()).isZero();
        assertThat(brx.queues().find(enqueued.taskId()).orElseThrow().attempts())
                .isZero();
        try (Worker next = brx.worker(WorkerOptions.DEFAULTS.withThreads(1))) {
            next.start();
            Operation operation = brx.follow(enqueued.taskId(), Duration.ofMillis(20), ignored -> {})
                    .get(60, TimeUnit.SECONDS);
            assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        }
        assertThat(differences()).isEmpty();
    }

    @Test
    void oneSellerHasOneSyncAtATime() throws Exception {
        Gate gate = simulator.faults().hold(Gate.before(), exports(), 1);
        Enqueued first = brx.enqueue(new SyncTask.BulkSync(user));
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(20))).isTrue();
        Enqueued second = brx.enqueue(new SyncTask.PeriodicSync(user));
        assertThat(second).isEqualTo(new Enqueued(first.taskId(), Enqueued.Outcome.DUPLICATE));
        gate.release();
        brx.follow(first.taskId(), Duration.ofMillis(20), ignored -> {}).get(60, TimeUnit.SECONDS);
        assertThat(simulator.requests().of("GET /products/export")).isEqualTo(1);
    }

    @Test
    void aTaskInTheCallersTransactionLivesAndDiesWithIt() throws Exception {
        connection.setAutoCommit(false);
        brx.enqueueIn(connection, new SyncTask.BulkSync(user), EnqueueOptions.DEFAULTS);
        connection.rollback();
        assertThat(brx.store().operations().latest(user, 5)).isEmpty();

        Runnable publish = brx.enqueueIn(connection, new SyncTask.BulkSync(user), EnqueueOptions.DEFAULTS);
        connection.commit();
        connection.setAutoCommit(true);
        String id = brx.store().operations().latest(user, 5).get(0).id();
        publish.run();
        assertThat(brx.follow(id, Duration.ofMillis(20), ignored -> {})
                        .get(60, TimeUnit.SECONDS)
                        .status())
                .isEqualTo(Operation.Status.COMPLETED);
    }

    @Test
    void anInlineSyncNeedsNoWorker() throws Exception {
        worker.close();
        Operation operation = brx.runInline(new SyncTask.BulkSync(user));
        assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(differences()).isEmpty();
    }

    @Test
    void anInlineSyncWaitsAsCardTraderAsks() throws Exception {
        worker.close();
        simulator.faults().next(Fault.tooManyRequests(1), exports(), 1);
        assertThat(brx.runInline(new SyncTask.BulkSync(user)).status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(simulator.requests().of("GET /products/export")).isEqualTo(2);
    }

    @Test
    void aDeadLetterRunsAgainWhenItIsRetried() throws Exception {
        UUID stranger = UUID.randomUUID();
        String id = brx.enqueue(new SyncTask.BulkSync(stranger)).taskId();
        Operation failed = brx.follow(id, Duration.ofMillis(20), ignored -> {}).get(60, TimeUnit.SECONDS);
        assertThat(failed.status()).isEqualTo(Operation.Status.FAILED);
        assertThat(failed.progress().message()).contains("not connected");
        awaitDead(id);
        brx.connect(stranger, ApiToken.of(account.token()));
        assertThat(brx.queues().retryDead(List.of(id))).isEqualTo(1);
        awaitCompleted(id);
        assertThat(new MirrorComparison(connection).differences(account, stranger))
                .isEmpty();
    }

    private void awaitDead(String id) {
        assertThat(Stream.generate(() -> brx.queues().find(id))
                        .limit(10_000)
                        .anyMatch(view -> view.isPresent() && view.get().state() == TaskState.DEAD))
                .isTrue();
    }

    private void awaitCompleted(String id) {
        assertThat(Stream.generate(() -> brx.operation(id))
                        .limit(10_000)
                        .anyMatch(operation -> operation.orElseThrow().status() == Operation.Status.COMPLETED))
                .isTrue();
    }

    @Test
    void aCancelledTaskIsNeverRecovered() {
        worker.close();
        String id = brx.enqueue(new SyncTask.BulkSync(user)).taskId();
        assertThat(brx.cancel(id)).isEqualTo(TaskState.READY);
        assertThat(brx.operation(id).orElseThrow().status()).isEqualTo(Operation.Status.FAILED);
        assertThat(brx.store().operations().unsettled(Instant.now().plusSeconds(60), null, 10))
                .isEmpty();
        // An end that no claim decided leaves the way free for a later claim.
        TaskMessage message = brx.codec().encode(new SyncTask.BulkSync(user), EnqueueOptions.DEFAULTS);
        brx.store().operations().enlist(List.of(message));
        brx.store()
                .operations()
                .ended(List.of(
                        new OperationStore.End(Fence.withoutClaim(message.id()), Operation.Status.FAILED, "given up")));
        assertThat(brx.store().operations().started(new Fence(message.id(), 5), message))
                .isPresent();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
