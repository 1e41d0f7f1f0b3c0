package io.brxsync.examples.benchmark.webhooks;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.examples.simulator.WebhookDelivery;
import io.brxsync.port.ApiToken;
import io.brxsync.task.SyncTask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One worker process that answers webhooks, beside syncs of so many sellers or none.
 *
 * @param distribution where brx-sync is
 * @param sellers who are synced again and again meanwhile
 * @param products of each, and of the one who sells
 * @param warmUp how many sales come before those that count; the worker has just begun, so they are told apart
 * @param webhooks how many sales count
 */
record WebhookTrial(Path distribution, int sellers, int products, int warmUp, int webhooks) implements Contender.Trial {
    private static final long BETWEEN_SALES = TimeUnit.MILLISECONDS.toNanos(50);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String HISTORY_LAG = "select coalesce(percentile_disc(%s) within group (order by"
            + " extract(epoch from completed_at - created_at) * 1000), 0) from sync_operations"
            + " where operation_type = 'order_webhook' and status = 'completed'";

    @Override
    public Figures run() throws Exception {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try (LocalPostgres postgres = LocalPostgres.start();
                LocalRedis redis = LocalRedis.start();
                CardTraderSimulator simulator = CardTraderSimulator.start()) {
            Map<String, String> environment = Map.of(
                    "DATABASE_URL", postgres.database().url(),
                    "REDIS_URL", redis.url(),
                    "FERNET_KEY", Base64.getUrlEncoder().encodeToString(key),
                    "CARDTRADER_API_BASE_URL", simulator.baseUrl(),
                    "LOG_LEVEL", "error");
            try (BrxSync brx = BrxSync.open(BrxConfig.from(environment))) {
                brx.store().migrate();
                return measure(brx, simulator, environment, postgres);
            }
        }
    }

    private Figures measure(
            BrxSync brx, CardTraderSimulator simulator, Map<String, String> environment, LocalPostgres postgres)
            throws Exception {
        List<UUID> synced = new ArrayList<>();
        for (int i = 0; i < sellers; i++) {
            UUID user = UUID.randomUUID();
            brx.connect(
                    user,
                    ApiToken.of(
                            simulator.createAccount(AccountSpec.of(products, i)).token()));
            synced.add(user);
        }
        UUID user = UUID.randomUUID();
        SimulatedAccount account = simulator.createAccount(AccountSpec.of(products, 4711));
        brx.connect(user, ApiToken.of(account.token()));
        brx.runInline(new SyncTask.BulkSync(user));
        int port = freePort();
        account.setWebhookUrl("http://127.0.0.1:" + port + "/webhooks/" + user);
        Process worker = worker(environment, port);
        try {
            awaitListening(port, worker);
            sell(brx, synced, account);
            if (!account.webhooks().awaitIdle(PATIENCE)) {
                throw new IllegalStateException("Webhooks were not answered within " + PATIENCE);
            }
            return figures(account, postgres);
        } finally {
            worker.destroyForcibly().waitFor();
        }
    }

    private Process worker(Map<String, String> environment, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                distribution.resolve("bin").resolve("brx-sync").toAbsolutePath().toString(),
                "worker",
                "-c",
                "8",
                "--webhooks",
                "--http-host",
                "127.0.0.1",
                "--http-port",
                Integer.toString(port));
        builder.environment().putAll(environment);
        return builder.inheritIO().start();
    }

    private void sell(BrxSync brx, List<UUID> synced, SimulatedAccount account) {
        List<Product> listed = account.inventory().list();
        long next = System.nanoTime();
        for (int sale = 0; sale < warmUp + webhooks; sale++) {
            // A seller whose sync runs has one at a time; the others begin anew.
            synced.forEach(seller -> brx.enqueue(new SyncTask.BulkSync(seller)));
            Product product = listed.get(sale % listed.size());
            if (account.inventory().find(product.id()).isPresent()) {
                account.orders().sell(product.id(), 1);
            }
            next += BETWEEN_SALES;
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
        }
    }

    private Figures figures(SimulatedAccount account, LocalPostgres postgres) throws SQLException {
        List<WebhookDelivery> deliveries = account.webhooks().deliveries();
        double[] cold = answered(deliveries.subList(0, Math.min(warmUp, deliveries.size())));
        double[] answered = answered(deliveries.subList(Math.min(warmUp, deliveries.size()), deliveries.size()));
        return Figures.NONE
                .with("answered with 202", cold.length + answered.length)
                .with("otherwise", deliveries.size() - cold.length - answered.length)
                .with("answer p50 ms", share(answered, 0.5))
                .with("answer p99 ms", share(answered, 0.99))
                .with("answer p99 ms, just started", share(cold, 0.99))
                .with("in the ledger p50 ms", single(postgres, String.format(HISTORY_LAG, "0.5")))
                .with("in the ledger p99 ms", single(postgres, String.format(HISTORY_LAG, "0.99")));
    }

    /** How long those took that were taken, in ms, sorted. */
    private static double[] answered(List<WebhookDelivery> deliveries) {
        return deliveries.stream()
                .filter(delivery -> delivery.status() == 202)
                .mapToDouble(delivery -> delivery.latency().toNanos() / 1e6)
                .sorted()
                .toArray();
    }

    private static double share(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (sorted.length * share)];
    }

    private static double single(LocalPostgres postgres, String sql) throws SQLException {
        try (Connection connection = postgres.database().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(int port, Process worker) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && worker.isAlive()) {
            try (Socket ignored = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(BETWEEN_SALES);
            }
        }
        throw new IOException("The worker did not open its port");
    }
}
