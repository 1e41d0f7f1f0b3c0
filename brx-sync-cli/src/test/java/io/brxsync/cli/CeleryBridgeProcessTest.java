package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.endtoend.AgedReads;
import io.brxsync.examples.simulator.FakeBuyer;
import io.brxsync.examples.simulator.Product;
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
import tools.jackson.databind.node.ObjectNode;

/** The way over from the Celery service, step by step as examples/celery/README.md tells it, with workers that are killed. */
class CeleryBridgeProcessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int SELLERS = 3;
    private static final int PRODUCTS = 12;
    private static final int LOTS = 60;

    @TempDir
    Path directory;

    private final Sandbox sandbox = new Sandbox();
    private CeleryService service;
    private Installation installation;
    private final List<Sandbox.Seller> sellers = new ArrayList<>();
    private final List<Installation.Program> programs = new ArrayList<>();
    private final Map<Product, Integer> lots = new HashMap<>();
    private final Map<Product, Integer> prices = new HashMap<>();

    @BeforeEach
    void open() throws Exception {
        service = new CeleryService(sandbox);
        installation = Installation.in(directory).with(service.variables());
        for (int i = 0; i < SELLERS; i++) {
            sellers.add(service.seller(PRODUCTS, LOTS));
        }
    }

    @AfterEach
    void close() {
        programs.forEach(Installation.Program::close);
        service.close();
        sandbox.close();
    }

    private Run command() {
        return new Run(directory).with(service.variables());
    }

    private Installation.Program worker() throws Exception {
        Installation.Program worker = installation.start("worker", "-c", "4", "--lease", "2s", "--celery-bridge");
        programs.add(worker);
        worker.awaitLog("Worker ready");
        return worker;
    }

    private long bridged() {
        return sandbox.number("select count(*) from sync_operations where task is not null");
    }

    private ObjectNode state() {
        return (ObjectNode) CeleryService.JSON.readTree(
                command().run("celery", "list", "--json").exits(0).out());
    }

    private boolean nothingUnderWay() {
        ObjectNode state = state();
        return state.path("waiting").asLong() == 0 && state.path("taken").asLong() == 0;
    }

    /** 100 messages of a seller's web front end. */
    private void produce(Sandbox.Seller seller) {
        List<Product> products = seller.account().inventory().list();
        products.forEach(product -> {
            lots.put(product, LOTS);
            prices.put(product, product.priceCents());
        });
        Product removed = products.get(0);
        service.delete(seller.user(), removed.id());
        lots.put(removed, 0);
        for (int i = 0; i < 70; i++) {
            Product product = products.get(1 + i % 5);
            service.adjust(seller.user(), product.id(), -1);
            lots.merge(product, -1, Integer::sum);
        }
        for (int i = 0; i < 17; i++) {
            Product product = products.get(6 + i % 3);
            int price = 1000 + i;
            service.edit(seller.user(), product.id(), price);
            prices.put(product, price);
        }
        for (int i = 0; i < 6; i++) {
            Product product = products.get(9 + i % 3);
            seller.account().orders().sell(product.id(), 1);
            lots.merge(product, -1, Integer::sum);
        }
        service.send("bulk-sync", CeleryService.TASKS + "initial_bulk_sync", CeleryService.args(seller.id()));
        service.send("default", CeleryService.PERIODIC, CeleryService.args(seller.id()));
        service.send(
                "default",
                CeleryService.PERIODIC,
                CeleryService.args(seller.id(), products.get(3).blueprint().id()));
        service.send("high-priority", "app.tasks.sync_tasks.something_else", CeleryService.args(seller.id()));
        service.push("high-priority", "{\"no\": \"message\"}");
        service.push("default", "not even JSON \u0000");
    }

    @Test
    void everyMessageOfTheOldFrontEndCountsOnceThoughItsBridgeIsKilled() throws Exception {
        // The database is adopted as it is.
        command().run("migrate").exits(0);
        assertThat(sandbox.number("select count(*) from user_inventory_items")).isEqualTo(SELLERS * PRODUCTS);
        command().run("doctor").exits(0);
        sellers.forEach(seller ->
                command().run("resync", "--user", seller.id(), "--inline").exits(0));
        sandbox.update(AgedReads.BY_AN_HOUR);

        Installation.Program first = worker();
        long before = bridged();
        for (Sandbox.Seller seller : sellers) {
            produce(seller);
            if (seller == sellers.get(1)) {
                Sandbox.await("some messages", PATIENCE, () -> bridged() > before + 40);
                first.signal("KILL");
                first.end().exits(137);
            }
        }
        for (Sandbox.Seller seller : sellers) {
            assertThat(seller.account().webhooks().awaitIdle(PATIENCE)).isTrue();
        }

        Installation.Program second = worker();
        Sandbox.await("the bridge", PATIENCE, this::nothingUnderWay);
        sandbox.awaitQuietAndRecover(directory, PATIENCE);

        lots.forEach((product, expected) -> {
            Product listed = sellers.stream()
                    .flatMap(seller -> seller.account().inventory().find(product.id()).stream())
                    .findFirst()
                    .orElse(null);
            assertThat(listed == null ? 0 : listed.quantity())
                    .as("product %s", product.id())
                    .isEqualTo(expected);
            assertThat(sandbox.number(
                            "select coalesce(sum(quantity), 0) from user_inventory_items where external_stock_id = ?",
                            Long.toString(product.id())))
                    .as("row of product %s", product.id())
                    .isEqualTo(expected.longValue());
            if (expected > 0) {
                assertThat(listed).isNotNull();
                assertThat(listed.priceCents()).as("price of %s", product.id()).isEqualTo(prices.get(product));
            }
        });
        assertThat(sandbox.number("select count(*) from outbound_changes where kind = 'adjust' and state = 'done'"
                        + " and reference like 'celery:%'"))
                .isEqualTo(SELLERS * 70L);
        assertThat(sandbox.changesGoneWrong()).isEmpty();
        assertThat(sandbox.cardTrader().violations().total()).isZero();
        assertThat(state().path("refused").asLong()).isEqualTo(SELLERS * 3L);
        assertThat(sandbox.number(
                        "select count(*) from sync_operations where task like ?", "%" + FakeBuyer.MARKER + "%"))
                .isZero();

        second.signal("TERM");
        second.end().exits(0);
        assertThat(first.err() + second.err()).doesNotContain(FakeBuyer.MARKER);
    }
}
