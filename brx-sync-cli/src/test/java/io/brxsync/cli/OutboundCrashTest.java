package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.examples.simulator.Product;
import io.brxsync.task.SyncTask;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers killed between the request and its answer: what they sent is made once. */
class OutboundCrashTest {
    @TempDir
    Path directory;

    private Sandbox sandbox;
    private Sandbox.Seller seller;
    private Installation installation;
    private BrxSync brx;
    private Installation.Program other;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.migrated(directory);
        seller = sandbox.seller(directory, 30);
        installation = Installation.in(directory).with(sandbox.variables());
        brx = BrxSync.open(BrxConfig.from(sandbox.variables()));
        brx.runInline(new SyncTask.BulkSync(seller.user()));
    }

    @AfterEach
    void close() {
        if (other != null) {
            other.close();
        }
        brx.close();
        sandbox.close();
    }

    private static Gate gate(boolean applied) {
        return applied ? Gate.after() : Gate.before();
    }

    /** Kills the worker that waits at the gate; another one takes over. */
    private void killAt(Gate gate) throws Exception {
        String[] command = {"worker", "-c", "1", "-q", "high-priority,default", "--lease", "2s"};
        try (Installation.Program worker = installation.start(command)) {
            worker.awaitLog("Worker ready");
            assertThat(gate.awaitArrivals(1, Duration.ofSeconds(60))).isTrue();
            worker.signal("KILL");
            worker.end().exits(137);
        }
        if (gate.arrivals() == 1) {
            other = installation.start(command);
        }
    }

    private void awaitQuiet() {
        sandbox.awaitQuiet(Duration.ofSeconds(90));
        assertThat(sandbox.changesGoneWrong()).isEmpty();
    }

    private Product product() {
        return seller.account().inventory().list().stream()
                .filter(product -> product.quantity() >= 3)
                .findFirst()
                .orElseThrow();
    }

    private long mirrored(Product product) {
        return sandbox.number(
                "select quantity from user_inventory_items where external_stock_id = ?", Long.toString(product.id()));
    }

    @ParameterizedTest(name = "applied before the kill: {0}")
    @ValueSource(booleans = {true, false})
    void aSaleIsMadeOnce(boolean applied) throws Exception {
        Product product = product();
        // A request whose client has died is never answered; one that was not applied never will be.
        Gate gate =
                sandbox.cardTrader().faults().hold(gate(applied), FaultMatch.of("POST", "/products/:id/increment"), 1);
        brx.stock().adjustStock(seller.user(), Long.toString(product.id()), -2, "sale");
        killAt(gate);
        awaitQuiet();
        assertThat(seller.account().inventory().find(product.id()).orElseThrow().quantity())
                .isEqualTo(product.quantity() - 2);
        assertThat(mirrored(product)).isEqualTo(product.quantity() - 2);
    }

    @Test
    void anEditWhoseJobNobodyKnowsIsLookedUp() throws Exception {
        Product product = product();
        Gate gate = sandbox.cardTrader().faults().hold(Gate.after(), FaultMatch.of("POST", "/products/bulk_update"), 1);
        brx.stock()
                .updateProduct(new SyncTask.PushProduct(
                        seller.user(), Long.toString(product.id()), 777, 5, null, null, null, null));
        killAt(gate);
        awaitQuiet();
        Product now = seller.account().inventory().find(product.id()).orElseThrow();
        assertThat(now.priceCents()).isEqualTo(777);
        assertThat(now.quantity()).isEqualTo(5);
        assertThat(mirrored(product)).isEqualTo(5);
    }

    @Test
    void aNewProductIsListedOnce() throws Exception {
        int blueprint = blueprintWithoutListings(0);
        brx.runInline(new SyncTask.BulkSync(seller.user()));
        Gate gate = sandbox.cardTrader().faults().hold(Gate.after(), FaultMatch.of("POST", "/products"), 1);
        brx.stock()
                .createProduct(new SyncTask.CreateProduct(seller.user(), "sku", blueprint, 100, 4, null, null, null));
        killAt(gate);
        awaitQuiet();
        assertThat(seller.account().inventory().findByBlueprint(blueprint))
                .singleElement()
                .extracting(Product::quantity)
                .isEqualTo(4);
    }

    private int blueprintWithoutListings(int position) {
        int blueprint =
                sandbox.cardTrader().blueprints().blueprints().get(position).id();
        seller.account()
                .inventory()
                .findByBlueprint(blueprint)
                .forEach(product -> seller.account().inventory().remove(product.id()));
        return blueprint;
    }

    @Test
    void newProductsOfAJobThatNobodyKnowsAreListedOnce() throws Exception {
        List<Integer> blueprints = List.of(blueprintWithoutListings(0), blueprintWithoutListings(1));
        brx.runInline(new SyncTask.BulkSync(seller.user()));
        Gate gate = sandbox.cardTrader().faults().hold(Gate.after(), FaultMatch.of("POST", "/products/bulk_create"), 1);
        for (int blueprint : blueprints) {
            brx.stock()
                    .createProduct(new SyncTask.CreateProduct(
                            seller.user(), "sku-" + blueprint, blueprint, 100, 4, null, null, null));
        }
        killAt(gate);
        awaitQuiet();
        for (int blueprint : blueprints) {
            assertThat(seller.account().inventory().findByBlueprint(blueprint))
                    .singleElement()
                    .extracting(Product::quantity)
                    .isEqualTo(4);
        }
        assertThat(sandbox.number("select count(*) from outbound_changes where kind = 'create' and job is null"))
                .isEqualTo(2);
    }
}
