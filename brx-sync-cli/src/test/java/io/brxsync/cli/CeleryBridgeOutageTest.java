package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisOptions;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** PostgreSQL and Celery's Redis die under a running bridge, while it has messages in hand, and come back. */
@Timeout(120)
class CeleryBridgeOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int SELLERS = 3;
    private static final int PRODUCTS = 4;
    private static final int LOTS = 100;

    /** More than the bridge takes at once; four times that, divided by the sellers, is within the allowance of each. */
    private static final int MESSAGES = 120;

    @TempDir
    Path directory;

    private LocalPostgres postgres;
    private LocalRedis redis;
    private Sandbox sandbox;
    private CeleryService service;
    private final List<Listing> listings = new ArrayList<>();
    private Installation.Program worker;
    private int sent;

    private record Listing(Sandbox.Seller seller, long id) {}

    @BeforeEach
    void start() throws Exception {
        // What these servers have confirmed outlives them: the test is about what the bridge loses.
        postgres = LocalPostgres.startDurable(Map.of());
        redis = LocalRedis.start(RedisOptions.defaults().with("appendonly yes", "appendfsync always"));
        sandbox = new Sandbox(postgres.freshDatabase());
        service = new CeleryService(sandbox, redis);
        new Run(directory).with(service.variables()).run("migrate").exits(0);
        for (int i = 0; i < SELLERS; i++) {
            Sandbox.Seller seller = service.seller(PRODUCTS, LOTS);
            seller.account().inventory().list().forEach(product -> listings.add(new Listing(seller, product.id())));
            // Without a read of CardTrader nobody can tell what became of a change whose answer is lost.
            new Run(directory)
                    .with(service.variables())
                    .run("resync", "--user", seller.id(), "--inline")
                    .exits(0);
        }
        worker = Installation.in(directory)
                .with(service.variables())
                .start("worker", "-c", "4", "--lease", "2s", "--celery-bridge");
        worker.awaitLog("Worker ready");
    }

    @AfterEach
    void close() {
        worker.close();
        service.close();
        sandbox.close();
        redis.close();
        postgres.close();
    }

    /** Sales of the web front end, each of one copy. */
    private void produce(int messages) {
        for (int i = 0; i < messages; i++) {
            Listing listing = listings.get(sent++ % listings.size());
            service.adjust(listing.seller().user(), listing.id(), -1);
        }
    }

    private long bridged() {
        return sandbox.number("select count(*) from sync_operations where task is not null");
    }

    private long count(String log) {
        return worker.err().lines().filter(line -> line.contains(log)).count();
    }

    private void awaitAllDone() {
        Sandbox.await(
                "all " + sent + " messages",
                PATIENCE,
                () -> sandbox.number("select count(*) from outbound_changes") >= sent);
        sandbox.awaitQuiet(PATIENCE);
        assertThat(sandbox.changesGoneWrong()).isEmpty();
        assertThat(sandbox.number("select count(distinct reference) from outbound_changes"
                        + " where kind = 'adjust' and state = 'done' and reference like 'celery:%'"))
                .isEqualTo(sent);
        assertThat(sandbox.number("select count(*) from outbound_changes")).isEqualTo(sent);
        listings.forEach(listing -> {
            long expected = LOTS - sent / listings.size();
            assertThat(sandbox.number(
                            "select quantity from user_inventory_items where external_stock_id = ?",
                            Long.toString(listing.id())))
                    .as("row of product %s", listing.id())
                    .isEqualTo(expected);
            assertThat(listing.seller().account().inventory().find(listing.id()))
                    .hasValueSatisfying(listed -> assertThat((long) listed.quantity())
                            .as("product %s", listing.id())
                            .isEqualTo(expected));
        });
    }

    @Test
    void nothingIsLostOrDoneTwiceWhenPostgresAndThenCelerysRedisDie() throws Exception {
        Gate gate =
                sandbox.cardTrader().faults().hold(Gate.after(), FaultMatch.of("POST", "/products/:id/increment"), 1);
        produce(MESSAGES);
        assertThat(gate.awaitArrivals(1, PATIENCE)).isTrue();
        postgres.kill();
        // Made at CardTrader, and nobody can write it down.
        gate.release();
        // The front end writes on; nobody can know what of this batch is committed.
        produce(MESSAGES);
        worker.awaitLog("Celery messages do not get on");
        postgres.startAgain();
        worker.awaitLog("Celery messages get on again");
        awaitAllDone();

        long troubles = count("Celery messages do not get on");
        long recoveries = count("Celery messages get on again");
        produce(MESSAGES);
        long before = bridged();
        Sandbox.await("some messages more", PATIENCE, () -> bridged() > before);
        redis.kill();
        Sandbox.await("the trouble", PATIENCE, () -> count("Celery messages do not get on") > troubles);
        redis.startAgain();
        produce(MESSAGES);
        Sandbox.await("the recovery", PATIENCE, () -> count("Celery messages get on again") > recoveries);
        awaitAllDone();

        Run.Result state = new Run(directory)
                .with(service.variables())
                .run("celery", "list", "--json")
                .exits(0);
        JsonNode depth = CeleryService.JSON.readTree(state.out());
        assertThat(List.of("waiting", "taken", "refused"))
                .allSatisfy(name -> assertThat(depth.path(name).asLong(-1)).isZero());
        assertThat(sandbox.cardTrader().violations().total()).isZero();
        worker.signal("TERM");
        worker.end().exits(0);
    }
}
