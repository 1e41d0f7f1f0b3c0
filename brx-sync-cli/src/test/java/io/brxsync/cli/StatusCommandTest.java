package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.config.BrxConfig;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
import io.brxsync.redis.RedisBackend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code status --user} says of a user's allowance, which other processes spend. */
class StatusCommandTest {
    @TempDir
    Path directory;

    private Sandbox sandbox;
    private RedisBackend redis;
    private RateLimiter limiter;
    private UUID user;

    @BeforeEach
    void connect() {
        sandbox = Sandbox.migrated(directory);
        user = sandbox.seller(directory, 3).user();
        BrxConfig config = BrxConfig.from(sandbox.variables());
        redis = RedisBackend.connect(config.redis(), new SimpleMeterRegistry());
        limiter = redis.rateLimiter(config.limits(), LimitListener.NONE);
    }

    @AfterEach
    void disconnect() {
        redis.close();
        sandbox.close();
    }

    private Permit take(EndpointClass endpoint) {
        Acquisition answer =
                limiter.acquire(new AllowanceRequest(user, endpoint, Urgency.ORDINARY, Duration.ofSeconds(30)));
        return ((Acquisition.Granted) answer).permit();
    }

    private JsonNode allowance() {
        return JsonAnswers.of(sandbox.run(directory)
                        .run("status", "--user", user.toString(), "--json")
                        .exits(0))
                .get("allowance");
    }

    @Test
    void showsWhatIsUsedInEachClassAndSpendsNothing() {
        int connecting = allowance().at("/general/used").asInt();
        assertThat(connecting).as("the request that proved the token").isBetween(0, 1);
        take(EndpointClass.JOBS);
        for (int i = 0; i < 3; i++) {
            take(EndpointClass.GENERAL);
        }
        for (int i = 0; i < 3; i++) {
            JsonNode seen = allowance();
            assertThat(seen.at("/throttle_factor").asDouble()).isEqualTo(1);
            assertThat(seen.at("/paused_ms").asInt()).isZero();
            assertThat(seen.at("/general/used").asInt()).isBetween(4, 4 + connecting);
            assertThat(seen.at("/general/limit").asInt()).isEqualTo(200);
            assertThat(seen.at("/general/window_ms").asInt()).isEqualTo(10_000);
            assertThat(seen.at("/general/next_ms").asInt()).isZero();
            assertThat(seen.at("/jobs/used").asInt()).isEqualTo(1);
            assertThat(seen.at("/jobs/limit").asInt()).isEqualTo(1);
            assertThat(seen.at("/jobs/next_ms").asInt()).isPositive();
            assertThat(seen.at("/jobs/next_urgent_ms").asInt()).isPositive();
            assertThat(seen.at("/marketplace/used").asInt()).isZero();
        }
        sandbox.run(directory)
                .run("status", "--user", user.toString())
                .exits(0)
                .prints("allowance  not throttled", "all requests", "marketplace", "10s");
    }

    @Test
    void showsTheThrottleAndThePause() {
        take(EndpointClass.GENERAL).rateLimited(Duration.ofMinutes(10));
        JsonNode seen = allowance();
        assertThat(seen.at("/throttle_factor").asDouble()).isEqualTo(0.5);
        assertThat(seen.at("/general/limit").asInt()).isEqualTo(100);
        assertThat(seen.at("/paused_ms").asInt()).isBetween(300_000, 600_000);
        assertThat(seen.at("/general/next_urgent_ms").asInt()).isBetween(300_000, 600_000);
        sandbox.run(directory)
                .run("status", "--user", user.toString())
                .exits(0)
                .prints("allowance  throttled to 50 % after a 429, paused for ", "in ");
    }

    @Test
    void withoutRedisItSaysTheRestAndThatRedisIsMissing() {
        Run.Result result = sandbox.run(directory)
                .with("REDIS_URL", "redis://127.0.0.1:1/0")
                .run("status", "--user", user.toString(), "--json");
        result.exits(3).complains("127.0.0.1:1");
        assertThat(JsonAnswers.of(result).at("/account/user").stringValue()).isEqualTo(user.toString());
        assertThat(JsonAnswers.of(result).get("allowance").isNull()).isTrue();
    }
}
