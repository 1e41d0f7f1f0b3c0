package io.brxsync.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.Upkeep;
import io.brxsync.cli.http.WebhookEndpoint;
import io.brxsync.cli.http.WorkerHttp;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.MirrorComparison;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Operation;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One seller with everything around: database, queue, simulator, worker, and the address that webhooks come to. */
final class Shop implements AutoCloseable {
    /** Leaves the machine to the worker meanwhile; nothing depends on its length. */
    private static final long BETWEEN_QUESTIONS = 5_000_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final UUID user = UUID.randomUUID();
    final PostgresDatabase database = Services.postgres().freshDatabase();
    final CardTraderSimulator simulator = CardTraderSimulator.start();
    final SimulatedAccount account;
    final BrxConfig config;
    final BrxSync brx;
    final WorkerHttp http;
    private final Connection connection;
    private Worker worker;

    private Shop(int products) throws SQLException, IOException {
        account = simulator.createAccount(AccountSpec.of(products, 7));
        config = config();
        brx = BrxSync.open(config);
        brx.store().migrate();
        brx.connect(user, ApiToken.of(account.token()));
        connection = database.connect();
        http = WorkerHttp.open(
                new InetSocketAddress("127.0.0.1", 0), List.of(), new WorkerHttp.Metrics(() -> {}, () -> ""));
        http.serve(new WebhookEndpoint(brx.webhookReceiver()));
        account.setWebhookUrl("http://127.0.0.1:" + http.port() + "/webhooks/" + user);
        worker = work();
    }

    /** A shop whose worker runs and whose inventory was exported once. */
    static Shop open(int products) throws Exception {
        Shop shop = new Shop(products);
        assertThat(shop.run(new SyncTask.BulkSync(shop.user)).status()).isEqualTo(Operation.Status.COMPLETED);
        return shop;
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
        // Nothing is made here after its answer was lost: nobody has to wait for that.
        variables.put("CARDTRADER_QUIET_SECONDS", "2");
        return BrxConfig.from(variables);
    }

    private Worker work() {
        return brx.worker(
                        WorkerOptions.DEFAULTS
                                .withThreads(4)
                                .withQueues("high-priority", "bulk-sync", "default")
                                .withDrainTimeout(Duration.ofMillis(200)),
                        Upkeep.DEFAULTS.withRecoverEvery(Duration.ofSeconds(1)))
                .start();
    }

    void stopWorker() {
        worker.close();
    }

    void startWorker() {
        worker = work();
    }

    /** Runs a task to its end. */
    Operation run(SyncTask task) throws Exception {
        String id = brx.enqueue(task).taskId();
        // What a schedule recreates is recorded from its start on only.
        until(() -> brx.operation(id).isPresent());
        Operation end =
                brx.follow(id, Duration.ofMillis(10), ignored -> {}).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        // The queue hears of the end a moment later; until then the next poll would be taken for this one.
        until(() -> brx.queues().find(id).isEmpty());
        return end;
    }

    /** Makes the last export an hour old, so that what is sold now is clearly newer. */
    void exportWasAnHourAgo() throws SQLException {
        execute(AgedReads.BY_AN_HOUR);
    }

    /** Waits until every webhook was delivered and every operation has ended. */
    void quiet() throws Exception {
        assertThat(account.webhooks().awaitIdle(PATIENCE)).isTrue();
        until(() -> number("select count(*) from sync_operations where status in ('pending', 'running')") == 0);
    }

    /** Asks again and again; every question goes to the database. */
    void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited in vain; open: %s", open()).isLessThan(end);
            LockSupport.parkNanos(BETWEEN_QUESTIONS);
        }
    }

    private List<String> open() throws SQLException {
        return column("select operation_type || ' ' || status || ' ' || operation_metadata from sync_operations"
                + " where status in ('pending', 'running')"
                + " union all select 'change ' || row_to_json(c) from outbound_changes c where settled_at is null");
    }

    List<String> differences() throws SQLException {
        return new MirrorComparison(connection).differences(account, user);
    }

    int quantity(long product) throws SQLException {
        return (int) number("select coalesce(sum(quantity), 0) from user_inventory_items where external_stock_id = '"
                + product + "'");
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(column(sql).get(0));
    }

    List<String> column(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        worker.close();
        http.close();
        brx.close();
        connection.close();
        simulator.close();
    }
}
