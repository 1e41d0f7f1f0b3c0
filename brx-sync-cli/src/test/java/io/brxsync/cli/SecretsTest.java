package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisOptions;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.FakeBuyer;
import io.brxsync.examples.simulator.SimulatedAccount;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything that comes out of a whole run, at the finest log level, holds none of the secrets that went in. */
@Timeout(240)
class SecretsTest {
    private static final String DATABASE_PASSWORD = "pass-word-of-the-database";
    private static final String REDIS_PASSWORD = "pass-word-of-redis";
    private static final String MYSQL_PASSWORD = "pass-word-of-mysql";
    private static final Pattern PORT = Pattern.compile("HTTP endpoint open address=\\S+ port=(\\d+)");

    @TempDir
    Path directory;

    private final LocalRedis redis = LocalRedis.start(RedisOptions.defaults().withPassword(REDIS_PASSWORD));
    private final Map<String, String> seen = new LinkedHashMap<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Sandbox sandbox;
    private Installation installation;

    @BeforeEach
    void install() throws Exception {
        sandbox = Sandbox.migrated(directory);
        installation = Installation.in(directory)
                .with(sandbox.variables())
                .with(
                        "DATABASE_URL",
                        sandbox.variables().get("DATABASE_URL").replace("@", ":" + DATABASE_PASSWORD + "@"))
                .with("REDIS_URL", redis.url())
                .with("LOG_LEVEL", "trace")
                .with("SYNC_LOG_TO_FILE", "true");
    }

    @AfterEach
    void close() {
        sandbox.close();
        redis.close();
    }

    @Test
    void aWholeRunLeaksNoSecretAnywhere() throws Exception {
        SimulatedAccount account = sandbox.cardTrader().createAccount(AccountSpec.of(50, 3));
        String user = UUID.randomUUID().toString();
        String token = account.token();
        String secret = account.sharedSecret();
        try (Installation.Program connect =
                installation.start("-v", "user", "connect", "--user", user, "--token-stdin")) {
            end(connect.input(token), 0);
        }
        try (Installation.Program worker = installation.start(
                "worker", "-v", "-c", "2", "-q", "high-priority,bulk-sync", "--http-port", "0", "--webhooks")) {
            worker.awaitLog("Worker ready");
            seen.put("process list", commandLine(worker));
            int port = port(worker);
            run(0, "-v", "resync", "--all", "--wait");
            sellByWebhook(account, user, port);
            forge(user, port);
            account.rotateToken();
            run(1, "-v", "resync", "--all", "--wait");
            for (String command : List.of(
                    "status",
                    "status --user " + user,
                    "user show --user " + user,
                    "dead list --json",
                    "history --user " + user + " --json",
                    "outbound list --user " + user)) {
                seen.put(command, inProcess(command).exits(0).out());
            }
            for (String path : List.of("/metrics", "/health/ready", "/health/live", "/nowhere")) {
                seen.put(path, get(port, path));
            }
            scanRedis();
            worker.signal("TERM");
            end(worker, 0);
        }
        installation
                .with("MYSQL_HOST", "127.0.0.1")
                .with("MYSQL_PORT", "1")
                .with("MYSQL_USER", "reader")
                .with("MYSQL_PASSWORD", MYSQL_PASSWORD)
                .with("MYSQL_DATABASE", "catalogue")
                .with("REDIS_URL", redis.url().replace(REDIS_PASSWORD, REDIS_PASSWORD + "-wrong"));
        run(3, "-v", "doctor");
        installation.with("DATABASE_URL", "postgresql://brx:" + DATABASE_PASSWORD + "@127.0.0.1:1/brx");
        run(3, "-v", "status");
        try (Stream<Path> logs = Files.list(directory.resolve("logs"))) {
            for (Path log : logs.toList()) {
                seen.put(log.getFileName().toString(), Files.readString(log));
            }
        }

        // What was looked through is really what the run left behind.
        assertThat(seen.get("brx_sync.log")).contains("Worker ready", "Task done", user);
        assertThat(seen.get("brx_sync.log").lines())
                .allSatisfy(
                        line -> assertThat(JsonAnswers.parse(line).isObject()).isTrue());
        assertThat(seen.get("process list")).contains("io.brxsync.cli.Main");
        assertThat(seen.get("redis")).contains(user);
        assertThat(seen.get("/metrics")).contains("brx_webhooks_total{outcome=\"accepted\"} 1.0");
        for (String hidden : List.of(
                token,
                account.token(),
                secret,
                sandbox.key(),
                DATABASE_PASSWORD,
                REDIS_PASSWORD,
                MYSQL_PASSWORD,
                FakeBuyer.MARKER)) {
            for (String form : forms(hidden)) {
                assertThat(seen)
                        .allSatisfy((where, text) ->
                                assertThat(text).as("%s", where).doesNotContain(form));
            }
        }
    }

    private static List<String> forms(String hidden) {
        byte[] bytes = hidden.getBytes(StandardCharsets.UTF_8);
        return List.of(
                hidden,
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                URLEncoder.encode(hidden, StandardCharsets.UTF_8));
    }

    private void run(int exit, String... arguments) throws Exception {
        try (Installation.Program program = installation.start(arguments)) {
            end(program, exit);
        }
    }

    private void end(Installation.Program program, int exit) throws Exception {
        Run.Result result = program.end().exits(exit);
        seen.put("program " + seen.size(), result.out() + result.err());
    }

    private Run inProcess() {
        return sandbox.run(directory).with("REDIS_URL", redis.url());
    }

    private Run.Result inProcess(String command) {
        return inProcess().run(command.split(" "));
    }

    private static String commandLine(Installation.Program program) throws Exception {
        return Files.readString(Path.of("/proc/" + program.process().pid() + "/cmdline"));
    }

    private static int port(Installation.Program worker) {
        Sandbox.await(
                "the port",
                Duration.ofSeconds(60),
                () -> PORT.matcher(worker.err()).find());
        Matcher matcher = PORT.matcher(worker.err());
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private void sellByWebhook(SimulatedAccount account, String user, int port) throws Exception {
        account.setWebhookUrl("http://127.0.0.1:" + port + "/webhooks/" + user);
        account.orders().sell(account.inventory().list().get(0).id(), 1);
        assertThat(account.webhooks().awaitIdle(Duration.ofSeconds(60))).isTrue();
        Sandbox.await(
                "the order",
                Duration.ofSeconds(60),
                () -> sandbox.number(
                                "select count(*) from sync_operations where operation_type = 'order_webhook' and status = 'completed'")
                        == 1);
    }

    private void forge(String user, int port) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhooks/" + user))
                        .header("Signature", "bm90IHRoZSBzaWduYXR1cmU=")
                        .POST(BodyPublishers.ofString("{\"buyer\":\"" + FakeBuyer.MARKER + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        seen.put("answer to a forged webhook", answer.headers().map() + answer.body());
    }

    private String get(int port, String path) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.headers().map() + answer.body();
    }

    /** Every key with all that is in it; this server is the test's own. */
    private void scanRedis() {
        List<String> found = new ArrayList<>();
        for (Object key : (List<?>) redis.command("KEYS", "*")) {
            String name = String.valueOf(key);
            String type = String.valueOf(redis.command("TYPE", name));
            Object value = switch (type) {
                case "string" -> redis.command("GET", name);
                case "list" -> redis.command("LRANGE", name, "0", "-1");
                case "hash" -> redis.command("HGETALL", name);
                case "set" -> redis.command("SMEMBERS", name);
                case "zset" -> redis.command("ZRANGE", name, "0", "-1");
                case "none" -> "";
                default -> throw new AssertionError("Unexpected type " + type + " of " + name);
            };
            found.add(name + " = " + value);
        }
        seen.put("redis", String.join("\n", found));
    }
}
