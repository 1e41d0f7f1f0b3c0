package io.brxsync.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalMariaDb;
import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.examples.services.MariaDbDatabase;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.examples.simulator.MirrorComparison;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.port.ApiToken;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.Operation;
import io.brxsync.queue.Claim;
import io.brxsync.queue.TaskView;
import io.brxsync.store.TokenCipher;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Databases that restart, end sessions, run out of connections or pick a victim, in the middle of a sync. */
@Timeout(120)
class SyncUnderFaultsTest {
    private static final int PRODUCTS = 3000;
    private static final int POOL = 3;

    private static LocalPostgres postgres;
    private static LocalMariaDb mariaDb;

    private final UUID user = UUID.randomUUID();
    private final AtomicReference<Claim> lastClaim = new AtomicReference<>();
    private PostgresDatabase database;
    private MariaDbDatabase catalogue;
    private CardTraderSimulator simulator;
    private SimulatedAccount account;
    private BrxSync brx;
    private Worker worker;

    @BeforeAll
    static void startServers() {
        postgres = LocalPostgres.start();
        mariaDb = LocalMariaDb.start();
    }

    @AfterAll
    static void stopServers() {
        postgres.close();
        mariaDb.close();
    }

    @BeforeEach
    void connectOneSeller() throws SQLException {
        database = postgres.freshDatabase();
        catalogue = mariaDb.freshDatabase();
        simulator = CardTraderSimulator.start();
        account = simulator.createAccount(AccountSpec.of(PRODUCTS, 7));
        fillCatalogue();
        brx = BrxSync.open(config());
        brx.store().migrate();
        brx.connect(user, ApiToken.of(account.token()));
        worker = brx.worker(WorkerOptions.DEFAULTS.withThreads(2), new WorkerListener() {
                    @Override
                    public void started(Claim claim) {
                        lastClaim.set(claim);
                    }
                })
                .start();
    }

    @AfterEach
    void closeAll() {
        worker.close();
        brx.close();
        simulator.close();
    }

    private BrxConfig config() {
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", database.url());
        variables.put("DB_POOL_SIZE", "" + POOL);
        variables.put("DB_MAX_OVERFLOW", "0");
        variables.put("DB_TRANSACTION_TIMEOUT", "2");
        variables.put("MYSQL_HOST", catalogue.host());
        variables.put("MYSQL_PORT", "" + catalogue.port());
        variables.put("MYSQL_USER", catalogue.user());
        variables.put("MYSQL_PASSWORD", catalogue.password());
        variables.put("MYSQL_DATABASE", catalogue.name());
        variables.put("REDIS_URL", Services.redis().url());
        variables.put("BRX_NAMESPACE", Services.redis().freshNamespace());
        variables.put("FERNET_KEY", TokenCipher.generateKey().value());
        variables.put("CARDTRADER_API_BASE_URL", simulator.baseUrl());
        return BrxConfig.from(variables);
    }

    private void fillCatalogue() throws SQLException {
        try (Connection connection = catalogue.connect();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("cards_prints", "op_prints", "pk_prints", "sealed_products")) {
                statement.execute("create table " + table + " (id int primary key auto_increment, cardtrader_id int)");
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into cards_prints (cardtrader_id) values (?)")) {
                for (int blueprint : account.inventory().list().stream()
                        .mapToInt(product -> product.blueprint().id())
                        .distinct()
                        .toArray()) {
                    insert.setInt(1, blueprint);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    private String enqueue() {
        return brx.enqueue(new SyncTask.BulkSync(user)).taskId();
    }

    private Gate holdExport() {
        return simulator.faults().hold(Gate.midBody(30_000), FaultMatch.of(account, "GET", "/products/export"), 1);
    }

    /** Waits until the task is back in the queue and says why. */
    private TaskView awaitReason(String id, String words) {
        AtomicReference<TaskView> found = new AtomicReference<>();
        await(words, () -> {
            brx.queues().find(id).ifPresent(found::set);
            return found.get() != null && String.valueOf(found.get().reason()).contains(words);
        });
        return found.get();
    }

    private static void await(String what, Callable<Boolean> condition) {
        CountDownLatch never = new CountDownLatch(1);
        try {
            for (int i = 0; i < 3000; i++) {
                if (condition.call()) {
                    return;
                }
                never.await(20, TimeUnit.MILLISECONDS);
            }
        } catch (Exception e) {
            throw new AssertionError("while waiting for " + what, e);
        }
        throw new AssertionError("Waited in vain for " + what);
    }

    /** Now that all is well again, the same worker brings it to its end. */
    private void assertEnds(String id, int attempts) throws Exception {
        brx.queues().release(user);
        Operation operation =
                brx.follow(id, Duration.ofMillis(20), ignored -> {}).get(60, TimeUnit.SECONDS);
        assertThat(operation.status()).isEqualTo(Operation.Status.COMPLETED);
        assertThat(lastClaim.get())
                .satisfies(claim -> assertThat(List.of(claim.attempts(), claim.crashes()))
                        .as("attempts and crashes")
                        .containsExactly(attempts, 0));
        try (Connection connection = database.connect()) {
            assertThat(new MirrorComparison(connection).differences(account, user))
                    .isEmpty();
        }
    }

    @Test
    void aCatalogueThatRestartsIsWaitedFor() throws Exception {
        Gate gate = holdExport();
        String id = enqueue();
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        mariaDb.stop();
        try {
            gate.release();
            awaitReason(id, "MySQL at " + catalogue.host() + ":" + catalogue.port());
        } finally {
            mariaDb.startAgain();
        }
        assertEnds(id, 0);
    }

    @Test
    void aCatalogueQueryThatIsKilledIsAskedAgain() throws Exception {
        String id;
        try (Connection connection = catalogue.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("lock tables sealed_products write");
            id = enqueue();
            await("the blocked query", () -> kill(statement) > 0);
            awaitReason(id, "MySQL at");
            statement.execute("unlock tables");
        }
        assertEnds(id, 0);
    }

    /** Ends the sessions that wait for a table of this test's database. */
    private int kill(Statement statement) throws SQLException {
        List<Long> sessions = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("select id from information_schema.processlist where db = '"
                + catalogue.name() + "' and state like 'Waiting for table%'")) {
            while (rows.next()) {
                sessions.add(rows.getLong(1));
            }
        }
        for (long session : sessions) {
            statement.execute("kill connection " + session);
        }
        return sessions.size();
    }

    @Test
    void aDatabaseThatRestartsIsWaitedFor() throws Exception {
        Gate gate = holdExport();
        String id = enqueue();
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        postgres.stop();
        try {
            gate.release();
            awaitReason(id, "PostgreSQL at");
        } finally {
            postgres.startAgain();
        }
        assertEnds(id, 0);
    }

    @Test
    void sessionsThatAnAdministratorEndsAreOpenedAgain() throws Exception {
        String id;
        try (Connection locking = database.connect();
                Statement lock = locking.createStatement();
                Connection administrator = database.connect();
                Statement statement = administrator.createStatement()) {
            locking.setAutoCommit(false);
            lock.execute("lock table user_inventory_items in exclusive mode");
            id = enqueue();
            await("the blocked merge", () -> terminate(statement) > 0);
            awaitReason(id, "PostgreSQL at");
            locking.rollback();
        }
        assertEnds(id, 0);
    }

    /** Ends all sessions of brx-sync in this test's database once one of them waits for a lock; returns how many. */
    private static int terminate(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("""
                with sessions as (
                    select pid, wait_event_type
                    from pg_stat_activity
                    where datname = current_database() and application_name = 'brx-sync'
                )
                select count(pg_terminate_backend(pid))
                from sessions
                where exists (select from sessions where wait_event_type = 'Lock')
                """)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** An export of more products than are kept in memory: it holds a connection until it is closed. */
    private InventoryMerge large() {
        ExportedProduct.Details plain = new ExportedProduct.Details("{}", null, null, null);
        InventoryMerge merge = brx.store().inventory().begin(UUID.randomUUID());
        merge.stage(IntStream.range(0, 10_000)
                .mapToObj(number -> new ExportedProduct(number, 1, 1, 1, "EUR", 1, plain))
                .toList());
        return merge;
    }

    @Test
    void anExhaustedPoolIsWaitedFor() throws Exception {
        brx.queues().pause("bulk-sync");
        String id = enqueue();
        List<InventoryMerge> hogs = new ArrayList<>();
        for (int i = 0; i < POOL; i++) {
            hogs.add(large());
        }
        brx.queues().resume("bulk-sync");
        awaitReason(id, "DB_POOL_SIZE");
        hogs.forEach(InventoryMerge::close);
        assertEnds(id, 0);
    }

    @Test
    void theVictimOfADeadlockTriesAgainAndThatIsCounted() throws Exception {
        Operation first =
                brx.follow(enqueue(), Duration.ofMillis(20), ignored -> {}).get(60, TimeUnit.SECONDS);
        assertThat(first.status()).isEqualTo(Operation.Status.COMPLETED);
        Product changed = account.inventory().list().get(0);
        account.inventory().update(changed.id(), product -> product.withPriceCents(product.priceCents() + 5));
        String id;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // The other side notices the deadlock, not this one.
            statement.execute("set deadlock_timeout = '1h'");
            statement.executeQuery(
                    "select 1 from user_inventory_items where external_stock_id = '" + changed.id() + "' for update");
            id = enqueue();
            await("the merge that waits", this::somebodyWaits);
            CompletableFuture<Integer> crossing = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.executeUpdate("update sync_operations set operation_type = operation_type"
                            + " where operation_id = '" + id + "'");
                } catch (SQLException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(awaitReason(id, "in favour of another").attempts()).isEqualTo(1);
            assertThat(crossing.get(30, TimeUnit.SECONDS)).isEqualTo(1);
            connection.rollback();
        }
        assertEnds(id, 1);
    }

    private boolean somebodyWaits() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and wait_event_type = 'Lock'")) {
            rows.next();
            return rows.getLong(1) > 0;
        }
    }
}
