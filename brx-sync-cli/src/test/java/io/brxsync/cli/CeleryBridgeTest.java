package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.celery.CeleryBridge;
import io.brxsync.celery.CeleryBroker;
import io.brxsync.config.BrxConfig;
import io.brxsync.config.CeleryConfig;
import io.brxsync.examples.simulator.FakeBuyer;
import io.brxsync.examples.simulator.Product;
import io.brxsync.redis.RedisBackend;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The bridge from Celery inside one process, each case by itself. */
class CeleryBridgeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOTS = 20;

    @TempDir
    Path directory;

    private final Sandbox sandbox = new Sandbox();
    private CeleryService service;
    private Sandbox.Seller seller;
    private Product product;
    private BrxSync brx;
    private Worker worker;

    @BeforeEach
    void open() throws Exception {
        service = new CeleryService(sandbox);
        sandbox.run(directory).run("migrate").exits(0);
        seller = service.seller(4, LOTS);
        product = seller.account().inventory().list().get(0);
        brx = BrxSync.open(BrxConfig.from(sandbox.variables()));
        worker = brx.worker(WorkerOptions.DEFAULTS.withThreads(2)).start();
    }

    @AfterEach
    void close() {
        worker.close();
        brx.close();
        service.close();
        sandbox.close();
    }

    private Run command() {
        return new Run(directory).with(service.variables());
    }

    private CeleryBroker broker() {
        return RedisBackend.celery(CeleryConfig.from(service.variables()), brx.meters());
    }

    private CeleryBridge bridge(CeleryBroker broker) {
        CeleryBridge bridge = new CeleryBridge(
                brx,
                broker,
                CeleryConfig.from(service.variables()),
                UUID.randomUUID().toString(),
                Duration.ofMinutes(1),
                InstantSource.system());
        bridge.start();
        return bridge;
    }

    /** Dies, as far as the list is concerned, after the task is in the outbox and before the message is forgotten. */
    private CeleryBroker neverForgetting() {
        CeleryBroker broker = broker();
        return (CeleryBroker) Proxy.newProxyInstance(
                CeleryBroker.class.getClassLoader(),
                new Class<?>[] {CeleryBroker.class},
                (proxy, method, arguments) ->
                        method.getName().equals("done") ? null : method.invoke(broker, arguments));
    }

    private ObjectNode state() {
        return (ObjectNode) CeleryService.JSON.readTree(
                command().run("celery", "list", "--json").exits(0).out());
    }

    private void passAll() {
        try (CeleryBridge bridge = bridge(broker())) {
            Sandbox.await("the bridge", PATIENCE, () -> {
                ObjectNode state = state();
                return state.path("waiting").asLong() + state.path("taken").asLong() == 0;
            });
            assertThat(bridge.check()).contains("refused");
        }
    }

    private void quiet() {
        Sandbox.await(
                "the work",
                PATIENCE,
                () -> sandbox.number("select count(*) from sync_operations where task is not null"
                                + " and status in ('pending', 'running')")
                        == 0);
    }

    private long rowQuantity() {
        return sandbox.number(
                "select quantity from user_inventory_items where user_id = ? and external_stock_id = ?",
                seller.user(),
                Long.toString(product.id()));
    }

    @Test
    void aMessageThatIsPassedOnTwiceMovesRowAndListingOnce() {
        service.adjust(seller.user(), product.id(), -3);
        try (CeleryBridge dying = bridge(neverForgetting())) {
            Sandbox.await(
                    "the first time",
                    PATIENCE,
                    () -> sandbox.number("select count(*) from outbound_changes where state = 'done'") == 1);
        }
        assertThat(state().path("taken").asLong()).isEqualTo(1);

        passAll();
        quiet();

        assertThat(rowQuantity()).isEqualTo(LOTS - 3);
        assertThat(seller.account().inventory().find(product.id()).orElseThrow().quantity())
                .isEqualTo(LOTS - 3);
        assertThat(sandbox.cardTrader().requests().of("POST /products/:id/increment"))
                .isEqualTo(1);
        assertThat(sandbox.number("select count(*) from stock_movements where cause = 'adjustment'"))
                .isEqualTo(1);
    }

    @Test
    void aProductWhoseRowIsGoneIsRemovedFromCardTrader() {
        service.delete(seller.user(), product.id());

        passAll();
        quiet();

        assertThat(seller.account().inventory().find(product.id())).isEmpty();
        assertThat(sandbox.number("select count(*) from outbound_changes where kind = 'delete' and state = 'done'"))
                .isEqualTo(1);
    }

    @Test
    void theFrontEndFindsItsBulkSyncByCelerysId() {
        String id = service.bulkSync(seller.user());

        passAll();
        quiet();

        assertThat(sandbox.number(
                        "select count(*) from sync_operations where operation_id = ? and user_id = ?"
                                + " and status = 'completed'",
                        id,
                        seller.user()))
                .isEqualTo(1);
    }

    @Test
    void aPeriodicSyncWithoutAUserIsEverybodys() {
        service.seller(2, 1);
        service.send("default", CeleryService.PERIODIC, CeleryService.args());

        passAll();
        quiet();

        assertThat(sandbox.number("select count(*) from sync_operations where operation_type = 'periodic_sync'"
                        + " and status = 'completed'"))
                .isEqualTo(2);
    }

    @Test
    void refusedMessagesAreShownWithoutTheirContentAndSentAgainOrPurged() {
        UUID later = UUID.randomUUID();
        service.bulkSync(later);
        ObjectNode event =
                CeleryService.JSON.createObjectNode().put("id", "w-1").put("object_id", 5);
        event.putObject("data").put("id", 5).putObject("buyer").put("username", FakeBuyer.MARKER);
        service.send(
                "default",
                CeleryService.TASKS + "process_webhook_notification",
                CeleryService.args("w-1", event, null));
        service.push("default", "\u0000{");
        passAll();

        Run.Result list = command().run("celery", "list").exits(0);
        list.prints("3 refused", "user " + later + " is not connected", "names no user", "not valid JSON");
        assertThat(list.out()).doesNotContain(FakeBuyer.MARKER);
        assertThat(service.kept()).isNotEmpty().noneMatch(text -> text.contains(FakeBuyer.MARKER));

        command().run("celery", "retry").exits(2).complains("Name the messages, or use --all");
        command().run("celery", "retry", "99").exits(1).prints("Sent again 0 messages");
        long again = state().path("messages").path(0).path("id").asLong();
        command().run("celery", "retry", Long.toString(again)).exits(0).prints("Sent again 1 message");
        assertThat(state().path("refused").asLong()).isEqualTo(2);
        command().run("celery", "purge", "--all").exits(0).prints("Purged 2 messages");
        passAll();
        assertThat(state().path("refused").asLong()).isEqualTo(1);
    }
}
