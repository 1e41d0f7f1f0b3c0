package io.brxsync.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.MirrorComparison;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Operation;
import io.brxsync.port.OutboundChange;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One seller with a mirrored inventory: simulator, database, queue and, once started, a worker. For one thread. */
final class OutboundShop implements AutoCloseable {
    /** Leaves the machine to the worker meanwhile; nothing depends on its length. */
    private static final long BETWEEN_QUESTIONS = 5_000_000;

    final UUID user = UUID.randomUUID();
    final PostgresDatabase database = Services.postgres().freshDatabase();
    final CardTraderSimulator simulator;
    final SimulatedAccount account;
    final Map<String, String> variables = new HashMap<>();
    final BrxSync brx;
    final Connection connection;
    private @Nullable Worker worker;

    OutboundShop(int products) throws Exception {
        this(products, SimulatorOptions.defaults());
    }

    OutboundShop(int products, SimulatorOptions options) throws Exception {
        this(products, options, Map.of());
    }

    OutboundShop(int products, SimulatorOptions options, Map<String, String> more) throws Exception {
        simulator = CardTraderSimulator.start(options);
        account = simulator.createAccount(AccountSpec.of(products, 7));
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        variables.put("DATABASE_URL", database.url());
        variables.put("REDIS_URL", Services.redis().url());
        variables.put("BRX_NAMESPACE", Services.redis().freshNamespace());
        variables.put("FERNET_KEY", Base64.getUrlEncoder().encodeToString(key));
        variables.put("CARDTRADER_API_BASE_URL", simulator.baseUrl());
        // Nothing is made here after its answer was lost: nobody has to wait for that.
        variables.put("CARDTRADER_QUIET_SECONDS", "2");
        variables.putAll(more);
        brx = BrxSync.open(BrxConfig.from(variables));
        brx.store().migrate();
        brx.connect(user, ApiToken.of(account.token()));
        connection = database.connect();
        brx.runInline(new SyncTask.BulkSync(user));
    }

    /** Starts a worker of two threads. */
    OutboundShop open() {
        Worker started = brx.worker(WorkerOptions.DEFAULTS.withThreads(2).withDrainTimeout(Duration.ofMillis(200)));
        started.start();
        worker = started;
        return this;
    }

    /** Stops the worker. */
    void shut() {
        if (worker != null) {
            worker.close();
            worker = null;
        }
    }

    Operation end(Enqueued enqueued) throws Exception {
        return end(enqueued.taskId());
    }

    Operation end(String id) throws Exception {
        return brx.follow(id, Duration.ofMillis(20), ignored -> {}).get(60, TimeUnit.SECONDS);
    }

    /** A listing with at least so many lots. */
    Product product(int atLeast) {
        return account.inventory().list().stream()
                .filter(product -> product.quantity() >= atLeast)
                .findFirst()
                .orElseThrow();
    }

    static String id(Product product) {
        return Long.toString(product.id());
    }

    int listed(Product product) {
        return account.inventory().find(product.id()).map(Product::quantity).orElse(0);
    }

    int mirrored(Product product) throws SQLException {
        return Integer.parseInt(
                single("select quantity from user_inventory_items where user_id = ? and external_stock_id = '"
                        + product.id() + "'"));
    }

    FaultMatch increments() {
        return FaultMatch.of(account, "POST", "/products/:id/increment");
    }

    List<OutboundChange> changes() {
        return brx.store().outbound().latest(user, List.of(), 2000);
    }

    List<String> differences() throws SQLException {
        return new MirrorComparison(connection).differences(account, user);
    }

    /** Makes the last export an hour old, so that what is sold now is clearly newer. */
    void exportWasAnHourAgo() throws SQLException {
        execute(AgedReads.BY_AN_HOUR);
    }

    /** Makes every change a minute older. */
    void minuteHasPassed() throws SQLException {
        execute("update outbound_changes set created_at = created_at - interval '1 minute',"
                + " sent_at = sent_at - interval '1 minute'");
    }

    /** Has the mirror as another program left it. */
    void forgetReads() throws SQLException {
        execute("delete from inventory_reads");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    /** Waits until no change is open and no task waits, then compares. */
    void becomesQuietAndEqual() throws Exception {
        String open = "select (select count(*) from outbound_changes where user_id = u and settled_at is null)"
                + " + (select count(*) from sync_operations where user_id = u and status in ('pending', 'running'))"
                + " from (select ?::uuid as u) as users";
        await(() -> single(open).equals("0"), "open changes or operations");
        assertThat(differences()).isEmpty();
    }

    /** Asks until it is true. */
    void await(Condition condition, String what) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("still waiting: %s", what).isLessThan(end);
            LockSupport.parkNanos(BETWEEN_QUESTIONS);
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    /** The first column of a query about the user. */
    String single(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, user);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? result.getString(1) : "nothing";
            }
        }
    }

    @Override
    public void close() throws Exception {
        shut();
        brx.close();
        connection.close();
        simulator.close();
    }
}
