package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.LocalRedis;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The dashboard's API over real HTTP, with real servers behind it. */
class DashboardTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private DashboardScene scene;

    @BeforeEach
    void open() {
        scene = new DashboardScene(directory);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private HttpResponse<String> send(
            DashboardScene.Board board, String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(board.url()).resolve(path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(DashboardScene.Board board, String path) throws Exception {
        return send(board, "GET", path, null);
    }

    private HttpResponse<String> act(DashboardScene.Board board, String path, String body) throws Exception {
        return send(
                board,
                "POST",
                path,
                body,
                "Authorization",
                "Bearer " + DashboardScene.TOKEN,
                "Content-Type",
                "application/json");
    }

    private JsonNode read(DashboardScene.Board board, String path) {
        try {
            HttpResponse<String> response = get(board, path);
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return JsonAnswers.parse(response.body());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode overviewWhen(DashboardScene.Board board, String what, Predicate<JsonNode> ready) {
        Sandbox.await(what, Duration.ofSeconds(30), () -> ready.test(read(board, "api/overview")));
        return read(board, "api/overview");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "index.html", "app.js", "style.css", "icon.svg", "api/overview", "api/nothing"})
    void everyAnswerLoadsFromNowhereElseAndIsNeverStored(String path) throws Exception {
        HttpResponse<String> response = get(scene.readOnly(), path);
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
                        + " data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
        if (path.isEmpty()) {
            assertThat(response.body())
                    .doesNotContainPattern("(src|href)=\"(https?:)?//")
                    .doesNotContainPattern(" (style|on[a-z]+)=");
        }
        if (path.equals("app.js")) {
            assertThat(response.body())
                    .doesNotContain("innerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function");
        }
    }

    @Test
    void theRootLeadsToThePageAndEverythingElseIsToldPlainly() throws Exception {
        DashboardScene.Board board = scene.readOnly();
        HttpResponse<String> root = get(board, "/");
        assertThat(root.statusCode()).isEqualTo(302);
        assertThat(root.headers().firstValue("Location")).hasValue("dashboard/");
        assertThat(get(board, "/dashboard").statusCode()).isEqualTo(302);
        assertThat(get(board, "/health/live").statusCode()).isEqualTo(200);
        for (String unknown : List.of(
                "/dashboardx",
                "none.js",
                "api/",
                "api/none",
                "api/queues/default/none",
                "api/dead/none",
                "api/queues/x/pause/y",
                "/dashboard/../secret",
                "%2e%2e/WorkerHttp.class",
                "Gate.class")) {
            HttpResponse<String> response = get(board, unknown);
            assertThat(response.statusCode()).as(unknown).isEqualTo(404);
            assertThat(JsonAnswers.parse(response.body()).get("error").isString())
                    .as(unknown)
                    .isTrue();
        }
        for (String read : List.of("", "app.js", "api/overview", "api/history", "api/users", "api/dead")) {
            HttpResponse<String> response = send(board, "DELETE", read, null);
            assertThat(response.statusCode()).as(read).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
            assertThat(send(board, "HEAD", read, null).statusCode()).isEqualTo(200);
        }
        for (String action : List.of("api/session", "api/queues/default/pause", "api/dead/purge")) {
            HttpResponse<String> response = get(board, action);
            assertThat(response.statusCode()).as(action).isEqualTo(405);
            assertThat(response.headers().firstValue("Allow")).hasValue("POST");
        }
        for (String wrong : List.of(
                "api/users?limit=0",
                "api/users?limit=101",
                "api/users?offset=-1",
                "api/users?status=none",
                "api/users?search=" + "x".repeat(201),
                "api/users?search=%00",
                "api/users?search=%zz",
                "api/dead?queue=Not%20A%20Queue",
                "api/history?after=x")) {
            if (wrong.contains("%zz")) {
                assertThat(raw(board, "GET /dashboard/" + wrong + " HTTP/1.1", "127.0.0.1"))
                        .contains(" 400 ");
            } else {
                assertThat(get(board, wrong).statusCode()).as(wrong).isEqualTo(400);
            }
        }
    }

    private static String raw(DashboardScene.Board board, String firstLine, String host) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", board.port())) {
            socket.setSoTimeout(20_000);
            String request = firstLine + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aNameThatSomebodyElseMayOwnIsNotAnswered() throws Exception {
        scene.user(UUID.randomUUID(), "error", "something private");
        DashboardScene.Board board =
                scene.start(scene.sandbox().run(directory).with("DASHBOARD_HOSTS", "brx.example.com"));
        for (String path : List.of("", "app.js", "api/overview", "api/users")) {
            assertThat(raw(board, "GET /dashboard/" + path + " HTTP/1.1", "rebound.example.net"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("DASHBOARD_HOSTS")
                    .doesNotContain("something private");
            assertThat(raw(board, "GET /dashboard/" + path + " HTTP/1.1", "brx.example.com"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void showsQueuesWorkersProblemsAndTheirHistory() throws Exception {
        scene.enqueue(3);
        scene.brx().queues().pause("bulk-sync");
        scene.sandbox()
                .run(directory)
                .run("enqueue", "bulk_sync", "--user", UUID.randomUUID().toString());
        DashboardScene.Board board = scene.readOnly();
        JsonNode overview =
                overviewWhen(board, "queues", all -> all.get("queues").size() == 2);
        assertThat(overview.at("/queues/0/queue").stringValue()).isEqualTo("bulk-sync");
        assertThat(overview.at("/queues/0/paused").booleanValue()).isTrue();
        assertThat(overview.at("/queues/1/ready").asLong()).isEqualTo(3);
        assertThat(overview.get("actions").booleanValue()).isFalse();
        assertThat(overview.at("/about/namespace").stringValue())
                .isEqualTo(scene.sandbox().namespace());
        assertThat(overview.get("problems")
                        .valueStream()
                        .map(problem -> problem.get("text").stringValue()))
                .anyMatch(text -> text.contains("No worker is running"))
                .anyMatch(text -> text.contains("bulk-sync is paused"));

        Run worker = scene.sandbox().run(directory);
        CompletableFuture<Run.Result> end = worker.start("worker", "-c", "3", "-q", "high-priority,bulk-sync");
        overview = overviewWhen(board, "the worker", all -> all.get("workers").size() == 1);
        assertThat(overview.at("/workers/0/threads").asInt()).isEqualTo(3);
        assertThat(overview.at("/workers/0/state").stringValue()).isEqualTo("working");
        assertThat(overview.at("/workers/0/pid").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(overview.at("/workers/0/queues").toString()).isEqualTo("[\"high-priority\",\"bulk-sync\"]");
        worker.signals().raise(Signals.TERM);
        end.get(30, TimeUnit.SECONDS).exits(0);
        overviewWhen(board, "the worker's end", all -> all.get("workers").isEmpty());

        JsonNode samples = read(board, "api/history");
        assertThat(samples.get("every_seconds").asInt()).isEqualTo(6);
        JsonNode first = samples.at("/points/0");
        assertThat(first.at("/queues/default/ready").asLong()).isEqualTo(3);
        assertThat(read(board, "api/history?after=" + first.get("number").asLong())
                        .get("points")
                        .valueStream()
                        .map(point -> point.get("number").asLong()))
                .doesNotContain(first.get("number").asLong());
    }

    @Test
    void usersComePageByPageWithTheirNewestSyncAndNoSecret() throws Exception {
        for (int i = 0; i < 30; i++) {
            scene.user(new UUID(0xA, i), i == 7 ? "error" : "active", i == 7 ? DashboardScene.HOSTILE : null);
        }
        scene.sandbox()
                .update(
                        "insert into sync_operations (user_id, operation_id, operation_type, status, operation_metadata) values"
                                + " (?, 'op-1', 'bulk_sync', 'running', '{\"total_products\":200,\"processed\":50,\"progress_percent\":22}')",
                        new UUID(0xA, 7));
        DashboardScene.Board board = scene.readOnly();
        JsonNode page = read(board, "api/users");
        assertThat(page.get("total").asLong()).isEqualTo(30);
        assertThat(page.get("users")).hasSize(25);
        JsonNode first = page.at("/users/0");
        assertThat(first.get("user").stringValue()).isEqualTo(new UUID(0xA, 7).toString());
        assertThat(first.get("last_error").stringValue()).isEqualTo(DashboardScene.HOSTILE);
        assertThat(first.at("/sync/percent").asInt()).isEqualTo(22);
        assertThat(first.at("/sync/processed").asLong()).isEqualTo(50);
        assertThat(read(board, "api/users?offset=25").get("users")).hasSize(5);
        assertThat(read(board, "api/users?status=error").get("total").asLong()).isEqualTo(1);
        assertThat(read(board, "api/users?search=ONERROR%3D").get("total").asLong())
                .isEqualTo(1);
        assertThat(read(board, "api/users?search=%25").get("total").asLong()).isZero();
        assertThat(get(board, "api/users").body()).doesNotContain("gAAAA", "token", "secret");
        JsonNode counts =
                overviewWhen(board, "users", all -> all.get("users").isObject()).get("users");
        assertThat(counts.get("total").asLong()).isEqualTo(30);
        assertThat(counts.get("error").asLong()).isEqualTo(1);
    }

    @Test
    void deadLettersAreShownWithoutTheirPayload() throws Exception {
        scene.bury(DashboardScene.HOSTILE, "two", "three");
        DashboardScene.Board board = scene.readOnly();
        JsonNode page = read(board, "api/dead?limit=2");
        assertThat(page.get("total").asLong()).isEqualTo(3);
        assertThat(page.get("dead")
                        .valueStream()
                        .map(letter -> letter.get("reason").stringValue()))
                .containsExactly("three", "two");
        HttpResponse<String> last = get(board, "api/dead?offset=2&queue=default");
        assertThat(JsonAnswers.parse(last.body()).at("/dead/0/reason").stringValue())
                .isEqualTo(DashboardScene.HOSTILE);
        assertThat(last.headers().firstValue("Content-Type")).hasValue("application/json; charset=utf-8");
        assertThat(last.body()).doesNotContain(DashboardScene.PRIVATE, "payload");
        assertThat(read(board, "api/dead?queue=other").get("total").asLong()).isZero();
    }

    @Test
    void withoutATokenNothingCanBeChanged() throws Exception {
        scene.bury("one");
        DashboardScene.Board board = scene.readOnly();
        for (String path : List.of("api/session", "api/queues/default/pause", "api/dead/retry", "api/dead/purge")) {
            HttpResponse<String> response = act(board, path, "{\"all\":true}");
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("read-only");
        }
        assertThat(scene.queue("default").paused()).isFalse();
        assertThat(scene.queue("default").dead()).isEqualTo(1);
        assertThat(board.stop().exits(0).out()).contains("read-only");
    }

    @Test
    void withTheTokenQueuesArePausedAndDeadLettersSettled() throws Exception {
        scene.bury("one", "two", "three", "four");
        DashboardScene.Board board = scene.withToken();
        assertThat(act(board, "api/session", "{}").statusCode()).isEqualTo(200);
        assertThat(act(board, "api/queues/default/pause", "{}").statusCode()).isEqualTo(200);
        assertThat(scene.queue("default").paused()).isTrue();
        assertThat(read(board, "api/overview").at("/queues/0/paused").booleanValue())
                .isTrue();
        assertThat(act(board, "api/queues/default/resume", "{}").statusCode()).isEqualTo(200);
        assertThat(scene.queue("default").paused()).isFalse();

        List<JsonNode> letters =
                read(board, "api/dead").get("dead").valueStream().toList();
        String newest = letters.get(0).get("id").stringValue();
        HttpResponse<String> retried = act(board, "api/dead/retry", "{\"ids\":[\"" + newest + "\",\"nobody\"]}");
        assertThat(retried.body()).isEqualTo("{\"affected\":1}\n");
        assertThat(scene.queue("default").ready()).isEqualTo(1);

        // What was buried after the operator looked is not meant by "all".
        String seen = letters.get(2).get("buried_at").stringValue();
        HttpResponse<String> purged =
                act(board, "api/dead/purge", "{\"all\":true,\"queue\":\"default\",\"until\":\"" + seen + "\"}");
        assertThat(purged.body()).isEqualTo("{\"affected\":2}\n");
        assertThat(scene.queue("default").dead()).isEqualTo(1);
        assertThat(act(board, "api/dead/retry", "{\"all\":true}").body()).isEqualTo("{\"affected\":1}\n");
        assertThat(scene.queue("default").ready()).isEqualTo(2);
        assertThat(board.stop().exits(0).out() + board.run().errSoFar()).doesNotContain(DashboardScene.TOKEN);
    }

    @Test
    void actionsThatWereNotAskedForHereAreRefused() throws Exception {
        scene.bury("one");
        DashboardScene.Board board = scene.withToken();
        String path = "api/dead/purge";
        String body = "{\"all\":true}";
        String right = "Bearer " + DashboardScene.TOKEN;
        String json = "application/json";
        List<HttpResponse<String>> refused = new ArrayList<>();
        refused.add(send(board, "POST", path, body, "Content-Type", json));
        refused.add(send(board, "POST", path, body, "Content-Type", json, "Authorization", right + "x"));
        assertThat(refused).allSatisfy(response -> {
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        });
        assertThat(send(board, "POST", path, body, "Authorization", right, "Content-Type", FORM)
                        .statusCode())
                .isEqualTo(415);
        for (String[] elsewhere : new String[][] {
            {"Origin", "http://evil.example.net"},
            {"Origin", "null"},
            {"Sec-Fetch-Site", "cross-site"},
            {"Sec-Fetch-Site", "same-site"}
        }) {
            assertThat(send(
                                    board,
                                    "POST",
                                    path,
                                    body,
                                    "Authorization",
                                    right,
                                    "Content-Type",
                                    json,
                                    elsewhere[0],
                                    elsewhere[1])
                            .statusCode())
                    .as(String.join(": ", elsewhere))
                    .isEqualTo(403);
        }
        for (String wrong : List.of(
                "",
                "{}",
                "[]",
                "null",
                "{\"all\":false}",
                "{\"ids\":[]}",
                "{\"ids\":[null]}",
                "{\"ids\":[\"a\"],\"all\":true}",
                "{\"ids\":[\"a\"],\"queue\":\"default\"}",
                "{\"all\":true,\"queue\":\"Not A Queue\"}",
                "{\"all\":true,\"unknown\":1}",
                "{\"all\":true} x")) {
            assertThat(act(board, path, wrong).statusCode()).as(wrong).isEqualTo(400);
        }
        assertThat(act(board, path, "{\"ids\":[\"" + "a".repeat(70_000) + "\"]}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(act(board, "api/queues/Not%20A%20Queue/pause", "{}").statusCode())
                .isEqualTo(400);
        assertThat(scene.queue("default").dead()).isEqualTo(1);
        // The preflight of another page is not answered with any permission.
        HttpResponse<String> preflight = send(
                board,
                "OPTIONS",
                path,
                null,
                "Origin",
                "http://evil.example.net",
                "Access-Control-Request-Method",
                "POST");
        assertThat(preflight.statusCode()).isEqualTo(405);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void aWorkerShowsItTooAndAFileMayHoldTheToken() throws Exception {
        Path token = Files.writeString(directory.resolve("admin-token"), DashboardScene.TOKEN + "\n");
        scene.enqueue(1);
        Run worker = scene.sandbox().run(directory);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        CompletableFuture<Run.Result> end = worker.start(
                "worker",
                "-c",
                "1",
                "-q",
                "bulk-sync",
                "--http-port",
                "" + port,
                "--admin-token-file",
                token.toString());
        DashboardScene.Board board = new DashboardScene.Board(worker, end, port);
        Sandbox.await("the endpoint", Duration.ofSeconds(30), () -> {
            try {
                return get(board, "/health/live").statusCode() == 200;
            } catch (Exception notYet) {
                assertThat(end).isNotDone();
                return false;
            }
        });
        JsonNode overview =
                overviewWhen(board, "itself", all -> all.get("workers").size() == 1);
        assertThat(overview.at("/about/worker").booleanValue()).isTrue();
        assertThat(act(board, "api/queues/default/pause", "{}").statusCode()).isEqualTo(200);
        assertThat(scene.queue("default").paused()).isTrue();
        board.stop().exits(0);
        scene.sandbox()
                .run(directory)
                .with("DASHBOARD_ADMIN_TOKEN", "short")
                .run("worker", "--http-port", "0")
                .exits(2)
                .complains("DASHBOARD_ADMIN_TOKEN");
    }

    @Test
    void saysSoWhenRedisIsAwayAndGoesOnAfterwards() throws Exception {
        try (LocalRedis redis = LocalRedis.start()) {
            DashboardScene.Board board =
                    scene.start(scene.sandbox().run(directory).with("REDIS_URL", redis.url()));
            overviewWhen(board, "a look", all -> !all.get("queues_at").isNull());
            redis.kill();
            JsonNode away = overviewWhen(
                    board, "the loss", all -> !all.get("queues_error").isNull());
            assertThat(away.get("queues_at").isNull()).isFalse();
            assertThat(get(board, "").statusCode()).isEqualTo(200);
            assertThat(get(board, "api/dead").statusCode()).isEqualTo(503);
            assertThat(read(board, "api/users").get("total").asLong()).isZero();
            redis.startAgain();
            overviewWhen(board, "Redis again", all -> all.get("queues_error").isNull());
        }
    }

    @Test
    void aTakenPortAndAWrongOneAreUsageErrors() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            scene.sandbox()
                    .run(directory)
                    .run("dashboard", "--http-port", "" + taken.getLocalPort())
                    .exits(2)
                    .complains("--http-port");
        }
        scene.sandbox()
                .run(directory)
                .run("dashboard", "--http-port", "70000")
                .exits(2)
                .complains("--http-port");
        scene.sandbox()
                .run(directory)
                .run("dashboard", "--admin-token-file", "nowhere")
                .exits(2)
                .complains("--admin-token-file");
    }
}
