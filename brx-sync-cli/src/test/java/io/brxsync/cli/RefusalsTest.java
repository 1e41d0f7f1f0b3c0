package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.store.TokenCipher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command without what it needs: one clear line, and the exit code of the contract. */
class RefusalsTest {
    private static final String USER = "7f0c2f0e-61a5-4f0e-8a43-2d51d5f0a3f4";

    /** Nothing listens there, and nobody may open it without being root. */
    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    Path directory;

    private Run unreachable() {
        return new Run(directory)
                .with("DATABASE_URL", "postgresql://u:hunter2@" + NOBODY + "/brx")
                .with("REDIS_URL", "redis://:hunter2@" + NOBODY + "/0")
                .with("CARDTRADER_API_BASE_URL", "http://" + NOBODY + "/api/v2")
                .with("FERNET_KEY", TokenCipher.generateKey().value());
    }

    static Stream<Arguments> needDatabase() {
        return Stream.of(
                        "worker",
                        "resync --all",
                        "resync --stale 24h",
                        "resync --user " + USER,
                        "user list",
                        "user show --user " + USER,
                        "user suspend --user " + USER,
                        "user resume --user " + USER,
                        "user disconnect --user " + USER,
                        "status",
                        "status --user " + USER,
                        "top --once",
                        "recover",
                        "migrate")
                .map(command -> Arguments.of((Object) command.split(" ")));
    }

    @ParameterizedTest
    @MethodSource("needDatabase")
    void withoutDatabaseUrl(String[] command) {
        new Run(directory)
                .with("REDIS_URL", Services.redis().url())
                .with("FERNET_KEY", TokenCipher.generateKey().value())
                .run(command)
                .exits(2)
                .complains("DATABASE_URL is not set");
    }

    @ParameterizedTest
    @MethodSource("needDatabase")
    void withADatabaseOutOfReach(String[] command) {
        Run.Result result =
                unreachable().with("REDIS_URL", Services.redis().url()).run(command);
        result.exits(3).complains("PostgreSQL at " + NOBODY + "/brx");
        assertThat(result.err() + result.out()).doesNotContain("hunter2");
    }

    static Stream<Arguments> needRedis() {
        return Stream.of(
                        "queues",
                        "dead list",
                        "dead show x",
                        "dead retry --all",
                        "dead purge x",
                        "pause bulk-sync",
                        "resume bulk-sync",
                        "enqueue bulk_sync --user " + USER,
                        "recover",
                        "worker",
                        "top --once")
                .map(command -> Arguments.of((Object) command.split(" ")));
    }

    @ParameterizedTest
    @MethodSource("needRedis")
    void withARedisOutOfReach(String[] command) {
        String database = Services.postgres().freshDatabase().url();
        new Run(directory).with("DATABASE_URL", database).run("migrate").exits(0);
        Run.Result result = unreachable().with("DATABASE_URL", database).run(command);
        result.exits(3).complains("Redis at " + NOBODY);
        assertThat(result.err() + result.out()).doesNotContain("hunter2");
    }

    @Test
    void withoutMigration() {
        Run run = unreachable()
                .with("DATABASE_URL", Services.postgres().freshDatabase().url());
        run.run("status").exits(2).complains("brx-sync migrate");
        unreachable()
                .with("DATABASE_URL", Services.postgres().freshDatabase().url())
                .run("worker")
                .exits(2)
                .complains("brx-sync migrate");
    }

    @Test
    void withoutKey() {
        String database = Services.postgres().freshDatabase().url();
        for (List<String> command :
                List.of(List.of("worker"), List.of("user", "connect", "--user", USER, "--token-stdin"))) {
            new Run(directory)
                    .with("DATABASE_URL", database)
                    .input("token")
                    .run(command.toArray(String[]::new))
                    .exits(2)
                    .complains("FERNET_KEY is not set");
            Run.Result bad = new Run(directory)
                    .with("DATABASE_URL", database)
                    .with("FERNET_KEY", "hunter2")
                    .input("token")
                    .run(command.toArray(String[]::new));
            bad.exits(2).complains("FERNET_KEY");
            assertThat(bad.err()).doesNotContain("hunter2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DB_POOL_SIZE, many",
        "DB_POOL_SIZE, 0",
        "REDIS_URL, http://localhost",
        "DATABASE_URL, mysql://localhost/x",
        "RATE_LIMIT_REQUESTS, -1",
        "BRX_NAMESPACE, a b",
        "CARDTRADER_API_BASE_URL, cardtrader",
        "LOG_LEVEL, loud",
        "LOG_FORMAT, xml",
        "SYNC_LOG_TO_FILE, maybe",
        "OPERATIONS_RETENTION_DAYS, 0"
    })
    void aBadVariableIsRefusedByItsName(String variable, String value) {
        unreachable().with(variable, value).run("status").exits(2).complains(variable);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "worker -c 0 | -c",
                "worker -c x | -c",
                "worker -q Bulk | -q",
                "worker -q a,a | -q",
                "worker --lease 10 | --lease",
                "worker --low-share 0.6 | --low-share",
                "worker --low-share some | --low-share",
                "worker --lease 10ms | --lease",
                "worker --drain-timeout soon | --drain-timeout",
                "worker --http-port 70000 | --http-port",
                "worker --reconcile-every 10ms | --reconcile-every",
                "worker --poll-orders-every 10ms | --poll-orders-every",
                "worker --webhooks | --webhooks needs --http-port",
                "history | --user",
                "history --user 6f1c0f5e-0000-4000-8000-000000000001 --limit 0 | --limit",
                "resync | --user",
                "resync --all --stale 1h | mutually exclusive",
                "resync --user me | --user",
                "resync --stale never | --stale",
                "resync --all --wait --inline | --wait",
                "user | Missing command",
                "user connect | --user",
                "user connect --user 7f0c2f0e-61a5-4f0e-8a43-2d51d5f0a3f4 secret-token | Unmatched",
                "user connect --user 7f0c2f0e-61a5-4f0e-8a43-2d51d5f0a3f4 | --token-stdin",
                "user suspend | --user",
                "enqueue | TYPE",
                "enqueue bulk_sync | --user",
                "enqueue bulk_sink --user 7f0c2f0e-61a5-4f0e-8a43-2d51d5f0a3f4 | bulk_sink",
                "enqueue bulk_sync --user 7f0c2f0e-61a5-4f0e-8a43-2d51d5f0a3f4 --json {\"x\":1} | --json",
                "enqueue bulk_sync --user 7f0c2f0e-61a5-4f0e-8a43-2d51d5f0a3f4 --priority 10 | --priority",
                "enqueue bulk_sync --user 7f0c2f0e-61a5-4f0e-8a43-2d51d5f0a3f4 --queue NO | --queue",
                "enqueue --file nowhere.jsonl | nowhere.jsonl",
                "enqueue bulk_sync --file x | --file",
                "status --limit 0 | --limit",
                "top --interval 1ms | --interval",
                "dead | Missing command",
                "dead show | TASK",
                "dead retry | --all",
                "dead purge --queue q | --all",
                "dead purge x --all | --all",
                "pause | QUEUE",
                "pause NO | QUEUE",
                "resume | QUEUE",
                "frobnicate | frobnicate",
                "status --frobnicate | --frobnicate",
                "--env-file nowhere.env status | --env-file"
            })
    void wrongUsageNamesTheOption(String command, String named) {
        unreachable().run(command.split(" ")).exits(2).complains(named);
    }

    @Test
    void aBadDotEnvIsRefusedWithItsLine() throws Exception {
        Files.writeString(directory.resolve(".env"), "# head\nhunter2\n");
        Run.Result result = new Run(directory).run("status");
        result.exits(2).complains(".env line 2");
        assertThat(result.err()).doesNotContain("hunter2");
    }

    @Test
    void aTraceIsPrintedOnlyWhenAskedFor() {
        assertThat(unreachable().run("-v", "migrate").exits(3).err()).contains("\tat io.brxsync");
        assertThat(unreachable().run("migrate", "--verbose").exits(3).err()).contains("\tat io.brxsync");
    }
}
