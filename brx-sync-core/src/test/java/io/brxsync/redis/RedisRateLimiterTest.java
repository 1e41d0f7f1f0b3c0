package io.brxsync.redis;

import static io.brxsync.limit.EndpointClass.GENERAL;
import static io.brxsync.limit.EndpointClass.JOBS;
import static io.brxsync.limit.Urgency.ORDINARY;
import static io.brxsync.limit.Urgency.URGENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.config.LimitConfig;
import io.brxsync.examples.services.Services;
import io.brxsync.limit.AnswerCountingContract;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisRateLimiterTest extends AnswerCountingContract {
    private final TestRedis redis = TestRedis.fresh(Services.redis().url());

    @Override
    protected RateLimiter create(LimitConfig limits) {
        return redis.backend().rateLimiter(limits, LimitListener.NONE);
    }

    @Override
    protected void pass(Duration time) {
        TestRedis.pass(time);
    }

    @Override
    protected Duration slack() {
        return Duration.ofMillis(30);
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }

    private String key() {
        return LimitScripts.key(user);
    }

    private void awaitReports() {
        // Every report goes by itself within a moment, without another request.
        while (!Long.valueOf(0).equals(redis.command("EXISTS", key()))
                && (Long) redis.command("PTTL", key()) > WINDOW.toMillis() + 500) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsSpentSurvivesTheWorkerThatSpentIt() {
        takeAll(URGENT).forEach(Permit::answered);
        limiter = create(LIMITS);
        assertThat(takeAll(URGENT)).isEmpty();
    }

    @Test
    void theThrottleSurvivesTheWorkerAndEndsWhenIdle() {
        take(GENERAL, URGENT).rateLimited(Duration.ofMillis(1));
        limiter = create(LIMITS);
        assertThat(limiter.allowance(user).factor()).isEqualTo(0.5);
        assertThat((Long) redis.command("PTTL", key())).isBetween(29 * 60_000L, 30 * 60_000L);
    }

    @Test
    void anIdleUserCostsNothing() {
        take(GENERAL, URGENT).answered();
        awaitReports();
        pass(WINDOW.plus(slack()));
        assertThat(redis.command("EXISTS", key())).isEqualTo(0L);
    }

    @Test
    void reportsGoWithoutAnotherRequest() {
        takeAll(URGENT).forEach(Permit::answered);
        awaitReports();
        limiter = create(LIMITS);
        assertThat(delay(GENERAL, URGENT)).isLessThanOrEqualTo(WINDOW.plus(slack()));
    }

    @Test
    void reportsThatComeTwiceCountOnce() {
        LimitScripts scripts = redis.backend().limitScripts(LIMITS);
        long first = spend(scripts);
        long second = spend(scripts);
        List<String> report = List.of(Long.toString(first), "0", "U");
        scripts.report(java.util.Map.of(user, report), true)
                .toCompletableFuture()
                .join();
        scripts.report(java.util.Map.of(user, report), false)
                .toCompletableFuture()
                .join();
        assertThat(limiter.allowance(user).available()).isEqualTo(LIMIT - 1);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void anAnswerThatIsReportedLateCountsFromWhenItCame() {
        LimitScripts scripts = redis.backend().limitScripts(LIMITS);
        long first = spend(scripts);
        long second = spend(scripts);
        for (int i = 2; i < LIMIT; i++) {
            spend(scripts);
        }
        report(scripts, first, "0");
        report(scripts, second, "300");
        Duration delay = delay(GENERAL, URGENT);
        assertThat(delay).isLessThanOrEqualTo(WINDOW.minusMillis(300).plus(slack()));
        pass(delay);
        take(GENERAL, URGENT);
    }

    private void report(LimitScripts scripts, long permit, String millisAgo) {
        scripts.report(java.util.Map.of(user, List.of(Long.toString(permit), millisAgo, "A")), true)
                .toCompletableFuture()
                .join();
    }

    private long spend(LimitScripts scripts) {
        return scripts.spend(user, List.of("1", "1", "32000")).get(1);
    }

    @Test
    void scriptsThatRedisForgotAreSentAgain() {
        take(GENERAL, URGENT).answered();
        redis.command("SCRIPT", "FLUSH", "SYNC");
        take(JOBS, URGENT).answered();
        redis.command("SCRIPT", "FLUSH", "SYNC");
        awaitReports();
        assertThat(limiter.allowance(user).available()).isBetween(LIMIT - 2, LIMIT);
        assertThat(delay(JOBS, URGENT)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void closingDeliversTheLastReports() {
        takeAll(URGENT).forEach(Permit::unsent);
        redis.close();
        try (TestRedis other = TestRedis.fresh(Services.redis().url())) {
            limiter = other.backend().rateLimiter(LIMITS, LimitListener.NONE);
            assertThat(limiter.allowance(user).available()).isEqualTo(LIMIT);
        }
    }

    @Test
    void whoeverTookTheLastPermitKnowsWithoutRedisWhenTheNextOneIs() {
        take(GENERAL, ORDINARY); // Redis knows the script
        long before = scriptCalls();
        assertThat(takeAll(ORDINARY)).hasSize(LIMIT - RESERVE - 1);
        assertThat(scriptCalls() - before)
                .as("the refusal at the end came from memory")
                .isEqualTo(LIMIT - RESERVE - 1);
        assertThat(delay(GENERAL, ORDINARY)).as("one asker's only").isPositive();
        assertThat(scriptCalls() - before).isEqualTo(LIMIT - RESERVE);
        take(GENERAL, URGENT);
    }

    @Test
    void aPermitThatComesBackUnusedIsThereForWhoeverAsksNext() {
        List<Permit> permits = new ArrayList<>();
        for (int spent = 0; spent < LIMIT - RESERVE; spent++) {
            permits.add(take(GENERAL, ORDINARY));
        }
        permits.forEach(Permit::unsent);
        take(GENERAL, ORDINARY);
    }

    private long scriptCalls() {
        String stats = (String) redis.command("INFO", "commandstats");
        return Pattern.compile("cmdstat_evalsha:calls=(\\d+)")
                .matcher(stats)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }
}
