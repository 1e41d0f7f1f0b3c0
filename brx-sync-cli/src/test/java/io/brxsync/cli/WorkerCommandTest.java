package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.Upkeep;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Gate;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The worker inside this JVM. */
class WorkerCommandTest {
    private static final List<String> CONTRACT_METRICS = List.of(
            "brx_queue_tasks{queue=\"bulk-sync\",state=\"ready\"}",
            "brx_queue_oldest_seconds{queue=\"bulk-sync\"}",
            "brx_tasks_total{outcome=\"done\",type=\"bulk_sync\"}",
            "brx_task_seconds_bucket{type=\"bulk_sync\"",
            "brx_task_wait_seconds_bucket{queue=\"bulk-sync\"",
            "brx_cardtrader_requests_total{endpoint=\"/products/export\",status=\"200\"}",
            "brx_cardtrader_rate_limited_total",
            "brx_cardtrader_seconds_bucket{endpoint=\"/products/export\"",
            "brx_cardtrader_wait_seconds_count",
            "brx_limit_throttle_factor_bucket",
            "brx_limit_used_ratio_bucket",
            "brx_limit_permits",
            "brx_circuit_open",
            "brx_redis_seconds_bucket",
            "hikaricp_connections_active{pool=\"brx-postgresql\"}");

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HttpResponse<String> get(int port, String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private int status(int port, String path) {
        HttpResponse<String> response = get(port, path);
        return response == null ? 0 : response.statusCode();
    }

    private JsonNode ready(int port) {
        return JsonAnswers.parse(get(port, "/health/ready").body());
    }

    @Test
    void servesHealthAndEveryMetricOfTheContract() throws Exception {
        try (Sandbox sandbox = Sandbox.migrated(directory)) {
            Sandbox.Seller seller = sandbox.seller(directory, 25);
            int port = freePort();
            Run worker = sandbox.run(directory);
            CompletableFuture<Run.Result> end = worker.start(
                    "worker", "-c", "2", "-q", "bulk-sync", "--http-port", "" + port, "--http-host", "127.0.0.1");
            Sandbox.await("readiness", Duration.ofSeconds(30), () -> status(port, "/health/ready") == 200);
            assertThat(get(port, "/health/live").body()).contains("\"live\":true");
            JsonNode state = ready(port);
            assertThat(state.get("ready").booleanValue()).isTrue();
            assertThat(state.get("checks").propertyNames())
                    .containsExactlyInAnyOrder("worker", "postgresql", "redis", "cardtrader");
            sandbox.run(directory).run("resync", "--all", "--wait").exits(0);
            String metrics = get(port, "/metrics").body();
            assertThat(metrics).contains(CONTRACT_METRICS).doesNotContain(seller.id());
            assertThat(status(port, "/nothing")).isEqualTo(404);
            worker.signals().raise(Signals.INT);
            end.get(30, TimeUnit.SECONDS).exits(130);
            assertThat(get(port, "/health/live")).isNull();
        }
    }

    @Test
    void isNotReadyWhileItDrains() throws Exception {
        try (Sandbox sandbox = Sandbox.migrated(directory)) {
            Sandbox.Seller seller = sandbox.seller(directory, 500);
            Gate gate = sandbox.cardTrader()
                    .faults()
                    .hold(Gate.midBody(10_000), FaultMatch.of(seller.account(), "GET", "/products/export"), 1);
            int port = freePort();
            Run worker = sandbox.run(directory);
            CompletableFuture<Run.Result> end = worker.start("worker", "-q", "bulk-sync", "--http-port", "" + port);
            sandbox.run(directory).run("resync", "--all").exits(0);
            assertThat(gate.awaitArrivals(1, Duration.ofSeconds(30))).isTrue();
            worker.signals().raise(Signals.TERM);
            Sandbox.await("unreadiness", Duration.ofSeconds(10), () -> status(port, "/health/ready") == 503);
            assertThat(ready(port).at("/checks/worker/detail").stringValue()).contains("draining");
            assertThat(status(port, "/health/live")).isEqualTo(200);
            gate.release();
            end.get(30, TimeUnit.SECONDS).exits(0);
            assertThat(sandbox.mirrored(seller.user())).isEqualTo(500);
        }
    }

    @Test
    void ridesOutTheLossOfItsServersAndStillAnswers() throws Exception {
        try (Sandbox sandbox = new Sandbox();
                LocalPostgres postgres = LocalPostgres.start();
                LocalRedis redis = LocalRedis.start()) {
            Run setUp =
                    sandbox.run(directory).with("DATABASE_URL", postgres.url()).with("REDIS_URL", redis.url());
            setUp.run("migrate").exits(0);
            int port = freePort();
            Run worker =
                    sandbox.run(directory).with("DATABASE_URL", postgres.url()).with("REDIS_URL", redis.url());
            CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1", "--http-port", "" + port);
            Sandbox.await("readiness", Duration.ofSeconds(30), () -> status(port, "/health/ready") == 200);

            redis.kill();
            Sandbox.await("the loss of Redis", Duration.ofSeconds(30), () -> status(port, "/health/ready") == 503);
            assertThat(ready(port).at("/checks/redis/ok").booleanValue()).isFalse();
            assertThat(ready(port).at("/checks/postgresql/ok").booleanValue()).isTrue();
            long begin = System.nanoTime();
            assertThat(get(port, "/metrics").body()).contains("brx_redis_seconds_count", "brx_circuit_open");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
            redis.startAgain();
            Sandbox.await("Redis again", Duration.ofSeconds(30), () -> status(port, "/health/ready") == 200);

            postgres.freeze();
            Sandbox.await("the loss of PostgreSQL", Duration.ofSeconds(30), () -> status(port, "/health/live") == 200);
            postgres.thaw();
            postgres.stop();
            Sandbox.await("the loss of PostgreSQL", Duration.ofSeconds(30), () -> status(port, "/health/ready") == 503);
            assertThat(ready(port).at("/checks/postgresql/ok").booleanValue()).isFalse();
            assertThat(status(port, "/metrics")).isEqualTo(200);
            postgres.startAgain();
            Sandbox.await("PostgreSQL again", Duration.ofSeconds(60), () -> status(port, "/health/ready") == 200);
            assertThat(end).isNotDone();
            worker.signals().raise(Signals.TERM);
            end.get(30, TimeUnit.SECONDS).exits(0);
        }
    }

    @Test
    void aTakenPortIsAConfigurationError() throws Exception {
        try (Sandbox sandbox = Sandbox.migrated(directory);
                ServerSocket taken = new ServerSocket(0)) {
            sandbox.run(directory)
                    .run("worker", "--http-port", "" + taken.getLocalPort())
                    .exits(2)
                    .complains("--http-port", "" + taken.getLocalPort());
            sandbox.run(directory)
                    .run("worker", "--http-port", "0", "--http-host", "no.such.host.invalid")
                    .exits(2)
                    .complains("no.such.host.invalid");
        }
    }

    @Test
    void recoversAtItsStartWhatRedisLost() throws Exception {
        try (Sandbox sandbox = Sandbox.migrated(directory)) {
            Sandbox.Seller seller = sandbox.seller(directory, 12);
            sandbox.run(directory).run("resync", "--all").exits(0);
            sandbox.update("update sync_operations set created_at = created_at - interval '1 minute'");
            Run worker = sandbox.run(directory).with("BRX_NAMESPACE", sandbox.namespace() + "-new");
            CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1");
            Sandbox.await("the sync", Duration.ofSeconds(30), () -> sandbox.mirrored(seller.user()) == 12);
            worker.signals().raise(Signals.TERM);
            end.get(30, TimeUnit.SECONDS).exits(0);
        }
    }

    @Test
    void aSuspendedUsersTaskWaitsEvenAfterRedisLostEverything() throws Exception {
        try (Sandbox sandbox = Sandbox.migrated(directory)) {
            Sandbox.Seller seller = sandbox.seller(directory, 12);
            sandbox.run(directory).run("resync", "--all").exits(0);
            sandbox.run(directory).run("user", "suspend", "--user", seller.id()).exits(0);
            sandbox.update("update sync_operations set created_at = created_at - interval '1 minute'");
            // Another namespace is a Redis that lost everything, the hold too.
            String lost = sandbox.namespace() + "-lost";
            Run worker = sandbox.run(directory).with("BRX_NAMESPACE", lost);
            CompletableFuture<Run.Result> end = worker.start("worker", "-c", "1");
            Sandbox.await("the held lane", Duration.ofSeconds(30), () -> {
                JsonNode queues = JsonAnswers.of(sandbox.run(directory).run("--namespace", lost, "queues", "--json"));
                return queues.at("/queues/0/held").asInt() == 1;
            });
            sandbox.run(directory)
                    .run("--namespace", lost, "dead", "list")
                    .exits(0)
                    .prints("No dead letters");
            assertThat(sandbox.number("select count(*) from user_sync_settings where sync_status = 'error'"))
                    .isZero();
            sandbox.run(directory)
                    .run("--namespace", lost, "user", "resume", "--user", seller.id())
                    .exits(0);
            Sandbox.await("the sync", Duration.ofSeconds(30), () -> sandbox.mirrored(seller.user()) == 12);
            worker.signals().raise(Signals.TERM);
            end.get(30, TimeUnit.SECONDS).exits(0);
        }
    }

    @Test
    void reconcilesEveryUserOncePerInterval() throws Exception {
        try (Sandbox sandbox = Sandbox.migrated(directory)) {
            List<Sandbox.Seller> sellers =
                    List.of(sandbox.seller(directory, 3), sandbox.seller(directory, 4), sandbox.seller(directory, 5));
            Run one = sandbox.run(directory);
            Run two = sandbox.run(directory);
            CompletableFuture<Run.Result> end = one.start("worker", "-c", "2", "--reconcile-every", "20s");
            CompletableFuture<Run.Result> other = two.start("worker", "-c", "2", "--reconcile-every", "20s");
            Sandbox.await(
                    "all syncs",
                    Duration.ofSeconds(40),
                    () -> sellers.stream().allMatch(seller -> sandbox.mirrored(seller.user()) > 0));
            long exports = sandbox.cardTrader().requests().of("GET /products/export");
            assertThat(exports).isBetween(3L, 6L);
            one.signals().raise(Signals.TERM);
            two.signals().raise(Signals.TERM);
            end.get(30, TimeUnit.SECONDS).exits(0);
            other.get(30, TimeUnit.SECONDS).exits(0);
        }
    }

    @Test
    void purgesOldOperationsOnly() {
        try (Sandbox sandbox = Sandbox.migrated(directory)) {
            Sandbox.Seller seller = sandbox.seller(directory, 1);
            sandbox.run(directory)
                    .run("resync", "--user", seller.id(), "--inline")
                    .exits(0);
            sandbox.run(directory)
                    .run("resync", "--user", seller.id(), "--inline")
                    .exits(0);
            sandbox.update(
                    "update sync_operations set completed_at = now() - interval '31 days' where id = (select min(id) from"
                            + " sync_operations)");
            Duration second = Duration.ofSeconds(1);
            try (BrxSync brx = BrxSync.open(BrxConfig.from(sandbox.variables()));
                    Worker worker =
                            brx.worker(WorkerOptions.DEFAULTS.withThreads(1), new Upkeep(second, second, null, null))) {
                worker.start();
                Sandbox.await(
                        "the purge",
                        Duration.ofSeconds(40),
                        () -> sandbox.number("select count(*) from sync_operations") == 1);
            }
        }
    }
}
