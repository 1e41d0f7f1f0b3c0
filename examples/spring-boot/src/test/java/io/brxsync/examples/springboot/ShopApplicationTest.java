package io.brxsync.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxSync;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.port.ApiToken;
import io.brxsync.port.Operation;
import io.brxsync.task.SyncTask;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The whole application, with real PostgreSQL and Redis and a CardTrader over HTTP. */
@Timeout(120)
class ShopApplicationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresDatabase database = Services.postgres().freshDatabase();
    private final CardTraderSimulator cardTrader = CardTraderSimulator.start();
    private final SimulatedAccount account = cardTrader.createAccount(AccountSpec.of(40, 3));
    private final HttpClient http = HttpClient.newHttpClient();
    private final UUID seller = UUID.randomUUID();
    private final ConfigurableApplicationContext application = new SpringApplicationBuilder(ShopApplication.class)
            .properties(
                    "server.port=0",
                    "server.address=127.0.0.1",
                    "spring.main.banner-mode=off",
                    "spring.main.register-shutdown-hook=false",
                    "logging.level.root=warn",
                    "spring.config.location=classpath:/application.yaml")
            .run(
                    "--spring.datasource.url=" + database.jdbcUrl(),
                    "--spring.datasource.username=" + database.user(),
                    "--spring.datasource.password=" + (database.password() == null ? "" : database.password()),
                    "--shop.redis-url=" + Services.redis().url(),
                    "--brx.namespace=" + Services.redis().freshNamespace(),
                    "--brx.fernet-key=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
                    "--brx.cardtrader-url=" + cardTrader.baseUrl(),
                    "--brx.gauges-every=100ms");
    private final BrxSync brx = application.getBean(BrxSync.class);
    private final JdbcClient sql = application.getBean(JdbcClient.class);

    @BeforeEach
    void mirrorASeller() throws Exception {
        brx.connect(seller, ApiToken.of(account.token()));
        String sync = brx.enqueue(new SyncTask.BulkSync(seller)).taskId();
        Operation end = brx.follow(sync, Duration.ofMillis(10), ignored -> {}).get(30, TimeUnit.SECONDS);
        assertThat(end.status()).isEqualTo(Operation.Status.COMPLETED);
        // What is sold from now on is clearly newer than this export, whatever the clocks say.
        sql.sql("update inventory_reads set started_at = started_at - interval '1 hour',"
                        + " ended_at = ended_at - interval '1 hour'")
                .update();
    }

    @AfterEach
    void stop() {
        application.close();
        cardTrader.close();
    }

    @Test
    void aSaleOfTheShopIsOneTransactionAndReachesCardTraderOnce() throws Exception {
        Product card = aCard(2);
        UUID sale = UUID.randomUUID();
        assertThat(sell(sale, card, 1).statusCode()).isEqualTo(201);
        assertThat(sell(sale, card, 1).statusCode()).as("the same again").isEqualTo(201);
        await("the listing is one less", () -> listed(card) == card.quantity() - 1);
        assertThat(mirrored(card)).isEqualTo(card.quantity() - 1);
        assertThat(count("select count(*) from shop_sales")).isEqualTo(1);

        HttpResponse<String> tooMany = sell(UUID.randomUUID(), card, card.quantity());
        assertThat(tooMany.statusCode()).isEqualTo(409);
        assertThat(tooMany.body()).contains("Not enough copies");
        assertThat(count("select count(*) from shop_sales")).isEqualTo(1);
        assertThat(mirrored(card)).isEqualTo(card.quantity() - 1);
    }

    @Test
    void aTransactionThatRollsBackLeavesNothingBehind() {
        Product card = aCard(1);
        long movements = count("select count(*) from stock_movements");
        long operations = count("select count(*) from sync_operations");
        TransactionTemplate transaction =
                new TransactionTemplate(application.getBean(PlatformTransactionManager.class));
        Sales sales = application.getBean(Sales.class);
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    sales.sell(UUID.randomUUID(), seller, Long.toString(card.id()), 1);
                    assertThat(count("select count(*) from stock_movements")).isEqualTo(movements + 1);
                    throw new IllegalStateException("The payment was refused");
                }))
                .hasMessageContaining("payment");
        assertThat(count("select count(*) from shop_sales")).isZero();
        assertThat(count("select count(*) from stock_movements")).isEqualTo(movements);
        assertThat(count("select count(*) from sync_operations")).isEqualTo(operations);
        assertThat(count("select count(*) from outbound_changes")).isZero();
        assertThat(mirrored(card)).isEqualTo(card.quantity());
        assertThat(brx.queues().stats())
                .allSatisfy(queue -> assertThat(queue.ready() + queue.claimed() + queue.scheduled())
                        .isZero());
    }

    @Test
    void aWebhookMovesStockAndAForgedOneDoesNot() throws Exception {
        Product card = aCard(2);
        account.setWebhookUrl(url("/webhooks/" + seller));
        account.orders().sell(card.id(), 1);
        assertThat(account.webhooks().awaitIdle(PATIENCE)).isTrue();
        await("the row is one less", () -> mirrored(card) == card.quantity() - 1);

        HttpResponse<String> forged = http.send(
                HttpRequest.newBuilder(URI.create(url("/webhooks/" + seller)))
                        .header("Content-Type", "application/json")
                        .header("Signature", "bm8gc2lnbmF0dXJl")
                        .POST(BodyPublishers.ofString("{\"id\":\"x\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(mirrored(card)).isEqualTo(card.quantity() - 1);
        assertThat(get("/actuator/prometheus").body())
                .contains("brx_webhooks_total{outcome=\"accepted\"} 1.0")
                .contains("brx_webhooks_total{outcome=\"unauthorized\"} 1.0");
    }

    @Test
    void healthAndMetricsAreTheApplicationsOwn() throws Exception {
        HttpResponse<String> health = get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"brxSync\"", "\"clockSkewMillis\"", "circuit closed");
        await("gauges of the queues", () -> get("/actuator/prometheus").body().contains("brx_queue_tasks{"));
        assertThat(get("/actuator/prometheus").body())
                .contains("brx_tasks_total{outcome=\"done\",type=\"bulk_sync\"} 1.0")
                .contains(
                        "brx_cardtrader_requests_total{",
                        "brx_redis_seconds",
                        "hikaricp_connections",
                        "jvm_memory_used")
                .doesNotContain(seller.toString());
    }

    @Test
    void aStopLetsRunningWorkEndBeforePoolAndClientClose() throws Exception {
        Gate gate = Gate.before();
        cardTrader.faults().hold(gate, FaultMatch.of("GET", "/products/export"), 1);
        String sync = brx.enqueue(new SyncTask.PeriodicSync(seller)).taskId();
        assertThat(gate.awaitArrivals(1, PATIENCE)).isTrue();
        int port = port();
        CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
        await("the web server takes no more connections", () -> {
            try (Socket ignored = new Socket("127.0.0.1", port)) {
                return false;
            } catch (ConnectException e) {
                return true;
            }
        });
        assertThat(closed).isNotDone();
        gate.release();
        closed.get(30, TimeUnit.SECONDS);
        try (var connection = database.connect();
                var statement =
                        connection.prepareStatement("select status from sync_operations where operation_id = ?")) {
            statement.setString(1, sync);
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo("completed");
            }
        }
    }

    private Product aCard(int atLeast) {
        return account.inventory().list().stream()
                .filter(product -> product.quantity() >= atLeast)
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> sell(UUID sale, Product card, int copies) throws Exception {
        String body = "{\"seller\":\"%s\",\"product\":\"%d\",\"copies\":%d}".formatted(seller, card.id(), copies);
        return http.send(
                HttpRequest.newBuilder(URI.create(url("/sales/" + sale)))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(url(path))).build(), HttpResponse.BodyHandlers.ofString());
    }

    private String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    private int port() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private int listed(Product card) {
        return account.inventory().find(card.id()).map(Product::quantity).orElse(0);
    }

    private int mirrored(Product card) {
        return (int) count("select coalesce(sum(quantity), 0) from user_inventory_items where external_stock_id = '"
                + card.id() + "'");
    }

    private long count(String query) {
        return sql.sql(query).query(Long.class).single();
    }

    /** A question that may fail as its servers do. */
    private interface Question {
        boolean ask() throws Exception;
    }

    private static void await(String what, Question question) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.ask()) {
            assertThat(System.nanoTime()).as("waited in vain: %s", what).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
