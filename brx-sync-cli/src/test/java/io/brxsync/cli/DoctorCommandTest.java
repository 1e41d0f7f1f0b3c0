package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisOptions;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorCommandTest {
    private Path directory;
    private Sandbox sandbox;

    @BeforeAll
    void open(@TempDir Path given) {
        directory = given;
        sandbox = Sandbox.migrated(given);
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    private static Map<String, String> outcomes(Run.Result result) {
        Map<String, String> outcomes = new HashMap<>();
        JsonAnswers.of(result)
                .get("checks")
                .forEach(check -> outcomes.put(
                        check.get("name").stringValue(), check.get("outcome").stringValue()));
        return outcomes;
    }

    private Map<String, String> outcomes(Run run, int exit) {
        return outcomes(run.run("doctor", "--json").exits(exit));
    }

    @Test
    void aHealthyInstallationHasNothingButWarnings() {
        assertThat(outcomes(sandbox.run(directory), 0))
                .containsEntry("configuration", "ok")
                .containsEntry("keys", "ok")
                .containsEntry("postgresql", "ok")
                .containsEntry("connections", "ok")
                .containsEntry("redis", "ok")
                .containsEntry("redis memory", "ok")
                .containsEntry("redis data", "warn")
                .containsEntry("clock", "ok")
                .containsEntry("cardtrader", "ok");
        Run.Result text = sandbox.run(directory).run("doctor").exits(0).prints("ok    postgresql", "warn  redis data");
        assertThat(text.out()).doesNotContain("\u001b", sandbox.key());
        sandbox.run(directory)
                .terminal(new Terminal(true, true, 80, null))
                .run("doctor")
                .exits(0)
                .prints("\u001b[");
    }

    @Test
    void everyUnreachableServerIsNamedInOneGo() {
        Run run = new Run(directory)
                .with("DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:1/brx")
                .with("REDIS_URL", "redis://:hunter2@127.0.0.1:1")
                .with("CARDTRADER_API_BASE_URL", "http://127.0.0.1:1/api/v2")
                .with("MYSQL_HOST", "127.0.0.1")
                .with("MYSQL_PORT", "1")
                .with("MYSQL_USER", "u")
                .with("MYSQL_PASSWORD", "hunter2")
                .with("MYSQL_DATABASE", "cards");
        Run.Result result = run.run("doctor", "--json").exits(3);
        assertThat(outcomes(result))
                .containsEntry("keys", "fail")
                .containsEntry("postgresql", "fail")
                .containsEntry("mysql", "fail")
                .containsEntry("redis", "fail")
                .containsEntry("cardtrader", "fail");
        assertThat(result.out() + result.err()).doesNotContain("hunter2");
    }

    @Test
    void aMissingSchemaIsAFailureWithAdvice() {
        Run run = sandbox.run(directory)
                .with(
                        "DATABASE_URL",
                        io.brxsync.examples.services.Services.postgres()
                                .freshDatabase()
                                .url());
        run.run("doctor").exits(1).prints("fail  postgresql", "brx-sync migrate");
    }

    @Test
    void aRedisThatMayDropTasksIsAFailure() {
        try (LocalRedis redis =
                LocalRedis.start(RedisOptions.defaults().with("maxmemory-policy allkeys-lru", "appendonly yes"))) {
            assertThat(outcomes(sandbox.run(directory).with("REDIS_URL", redis.url()), 1))
                    .containsEntry("redis memory", "fail")
                    .containsEntry("redis data", "ok");
        }
    }

    @Test
    void aRedisThatKeepsNothingIsAWarning() {
        try (LocalRedis redis =
                LocalRedis.start(RedisOptions.defaults().with("maxmemory-policy noeviction", "appendonly no"))) {
            assertThat(outcomes(sandbox.run(directory).with("REDIS_URL", redis.url()), 0))
                    .containsEntry("redis memory", "ok")
                    .containsEntry("redis data", "warn");
        }
    }

    @Test
    void aWrongClockIsAFailure() {
        Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(2));
        assertThat(outcomes(sandbox.run(directory).clock(wrong), 1)).containsEntry("clock", "fail");
    }

    @Test
    void aPoolLargerThanTheServerIsAWarning() {
        assertThat(outcomes(sandbox.run(directory).with("DB_MAX_OVERFLOW", "5000"), 0))
                .containsEntry("connections", "warn");
    }

    @Test
    void aCardTraderInTroubleIsAWarning() {
        try (var fault = sandbox.cardTrader().faults().always(Fault.html(503), FaultMatch.any())) {
            assertThat(outcomes(sandbox.run(directory), 0)).containsEntry("cardtrader", "warn");
            assertThat(fault.hits()).isPositive();
        }
        try (var fault = sandbox.cardTrader().faults().always(Fault.edgeBlock(), FaultMatch.any())) {
            assertThat(outcomes(sandbox.run(directory), 0)).containsEntry("cardtrader", "warn");
            assertThat(fault.hits()).isPositive();
        }
    }
}
