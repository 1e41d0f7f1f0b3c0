package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.endtoend.AgedReads;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.examples.simulator.Product;
import io.brxsync.task.SyncTask;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sales in both directions while workers are killed with SIGKILL: every one counts once. */
class StockProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int LOTS = 50;

    @TempDir
    Path directory;

    private Sandbox sandbox;
    private Installation installation;
    private Sandbox.Seller seller;
    private List<Product> products;
    private BrxSync brx;
    private final List<Installation.Program> programs = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.migrated(directory);
        installation = Installation.in(directory).with(sandbox.variables());
        seller = sandbox.seller(directory, 30);
        seller.account()
                .inventory()
                .list()
                .forEach(product ->
                        seller.account().inventory().update(product.id(), listed -> listed.withQuantity(LOTS)));
        products = seller.account().inventory().list();
        sandbox.run(directory).run("resync", "--user", seller.id(), "--inline").exits(0);
        sandbox.update(AgedReads.BY_AN_HOUR);
        brx = BrxSync.open(BrxConfig.from(sandbox.variables()));
    }

    @AfterEach
    void close() {
        brx.close();
        programs.forEach(Installation.Program::close);
        sandbox.close();
    }

    private Installation.Program worker(String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("worker", "-c", "4", "--lease", "2s"));
        command.addAll(List.of(more));
        Installation.Program worker = installation.start(command.toArray(String[]::new));
        programs.add(worker);
        worker.awaitLog("Worker ready");
        return worker;
    }

    private int listed(Product product) {
        return seller.account()
                .inventory()
                .find(product.id())
                .map(Product::quantity)
                .orElse(0);
    }

    @Test
    void anOwnSaleCountsOnceThoughItsWorkerDiesBeforeTheAnswer() throws Exception {
        Product product = products.get(0);
        Gate gate = sandbox.cardTrader()
                .faults()
                .hold(Gate.after(), FaultMatch.of(seller.account(), "POST", "/products/:id/increment"), 1);
        Installation.Program worker = worker();
        brx.stock().adjustStock(seller.user(), Long.toString(product.id()), -2, "sold-in-the-shop");
        assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
        worker.signal("KILL");
        worker.end().exits(137);
        gate.release();

        worker();
        sandbox.awaitQuiet(PATIENCE);

        assertThat(listed(product)).isEqualTo(LOTS - 2);
        assertThat(sandbox.number(
                        "select quantity from user_inventory_items where external_stock_id = ?",
                        Long.toString(product.id())))
                .isEqualTo(LOTS - 2);
    }

    @Test
    void anOwnSaleThatKillsItsWorkersIsShownForReview() throws Exception {
        Product product = products.get(0);
        brx.stock().adjustStock(seller.user(), Long.toString(product.id()), -2, "deadly");
        for (int death = 0; death < 3; death++) {
            Gate gate = sandbox.cardTrader()
                    .faults()
                    .hold(Gate.before(), FaultMatch.of(seller.account(), "GET", "/orders"), 1);
            Gate first = sandbox.cardTrader()
                    .faults()
                    .hold(Gate.before(), FaultMatch.of(seller.account(), "POST", "/products/:id/increment"), 1);
            Installation.Program worker = worker();
            Gate reached = death == 0 ? first : gate;
            assertThat(reached.awaitArrivals(1, Duration.ofSeconds(60))).isTrue();
            worker.signal("KILL");
            worker.end().exits(137);
            first.release();
            gate.release();
        }

        worker();
        Sandbox.await("the review", PATIENCE, () -> {
            // As a worker does every minute.
            sandbox.run(directory).run("recover").exits(0);
            return sandbox.number("select count(*) from outbound_changes where state = 'review'"
                            + " and settled_at is not null")
                    == 1;
        });

        assertThat(sandbox.run(directory)
                        .run("outbound", "list", "--user", seller.id(), "--state", "review")
                        .exits(0)
                        .out())
                .contains("its task was given up");
    }

    @Test
    void everySaleCountsOnceThoughWorkersDieAgainAndAgain() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        seller.account().setWebhookUrl("http://127.0.0.1:" + port + "/webhooks/" + seller.id());
        String[] options = {"--http-port", Integer.toString(port), "--http-host", "127.0.0.1", "--webhooks"};
        Map<Product, Integer> expected = new HashMap<>();
        products.forEach(product -> expected.put(product, LOTS));
        Installation.Program worker = worker(options);
        brx.enqueue(new SyncTask.PollOrders(seller.user()));

        // A task that three workers died of is given up, so two have to do.
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 30; i++) {
                Product there = products.get((round + i) % products.size());
                Product here = products.get((round * 7 + i) % products.size());
                seller.account().orders().sell(there.id(), 1);
                brx.stock().adjustStock(seller.user(), Long.toString(here.id()), -1, "sale-" + round + "-" + i);
                expected.merge(there, -1, Integer::sum);
                expected.merge(here, -1, Integer::sum);
            }
            worker.signal("KILL");
            worker.end().exits(137);
            worker = worker(options);
        }
        sandbox.awaitQuietAndRecover(directory, PATIENCE);
        // Webhooks that met no worker are found by a poll.
        Sandbox.await("the poll", PATIENCE, () -> {
            // While the queue has not heard of the first one's end, this is taken for the same.
            brx.enqueue(new SyncTask.PollOrders(seller.user()));
            return sandbox.number("select count(*) from sync_operations where operation_type = 'poll_orders'"
                            + " and status = 'completed'")
                    >= 2;
        });
        sandbox.awaitQuiet(PATIENCE);

        expected.forEach((product, lots) -> {
            assertThat(listed(product)).as("product %s", product.id()).isEqualTo(lots);
            assertThat(sandbox.number(
                            "select quantity from user_inventory_items where external_stock_id = ?",
                            Long.toString(product.id())))
                    .as("row of product %s", product.id())
                    .isEqualTo(lots.longValue());
        });
        assertThat(sandbox.changesGoneWrong()).isEmpty();
        assertThat(sandbox.cardTrader().violations().total()).isZero();
    }
}
