package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.config.LimitConfig;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the two limiters cost, wherever they run: memory per user who has used up a window, and scripts per request. */
class LimiterFiguresTest {
    private static final int USERS = 50;
    private static final int THREADS = 8;

    /** So long a window that nothing comes back while it is measured, so short that requests do not share ticks. */
    private static final LimitConfig LIMITS = new LimitConfig(200, Duration.ofMinutes(1), 1, 1, Duration.ZERO);

    private final LocalRedis server = LocalRedis.start();
    private final TestRedis redis = TestRedis.fresh(server.url());

    @AfterEach
    void disconnect() {
        redis.close();
        server.close();
    }

    private record Figures(double bytesPerUser, double scriptsPerRequest) {}

    @Test
    void anActiveUserTakesAboutAKilobyteAndARequestOneRoundTrip() throws Exception {
        Figures ours = measure(redis.backend().rateLimiter(LIMITS, LimitListener.NONE));
        Figures theirs =
                measure(redis.backend().redissonRateLimiter(LIMITS, LimitListener.NONE, InstantSource.system()));

        assertThat(ours.bytesPerUser()).isLessThan(2048).isLessThan(theirs.bytesPerUser());
        // One to spend; the reports of many requests share the few that they take.
        assertThat(ours.scriptsPerRequest()).isBetween(1.0, 1.5);
        assertThat(theirs.scriptsPerRequest()).isGreaterThan(ours.scriptsPerRequest());
    }

    private Figures measure(RateLimiter limiter) throws Exception {
        server.command("FLUSHALL", "SYNC");
        long scriptsBefore = scripts();
        long requests = spendAll(limiter);
        TestRedis.pass(Duration.ofMillis(300)); // the last reports
        assertThat(requests).isEqualTo((long) USERS * LIMITS.requests());
        return new Figures(memory() / (double) USERS, (scripts() - scriptsBefore) / (double) requests);
    }

    /** Everything that so many users may; returns how many requests that were. */
    private static long spendAll(RateLimiter limiter) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicLong granted = new AtomicLong();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            Thread thread = new Thread(() -> {
                // Round by round, as users' requests are spread over the window.
                for (int round = 0; round < LIMITS.requests(); round++) {
                    for (int user = first; user < USERS; user += THREADS) {
                        granted.addAndGet(spend(limiter, new UUID(3, user)));
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return granted.get();
    }

    private static int spend(RateLimiter limiter, UUID user) {
        Acquisition answer = limiter.acquire(
                new AllowanceRequest(user, EndpointClass.GENERAL, Urgency.URGENT, Duration.ofSeconds(30)));
        if (answer instanceof Acquisition.Granted granted) {
            granted.permit().answered();
            return 1;
        }
        return 0;
    }

    /** Scripts that clients ran; both limiters do their work in them. */
    private long scripts() {
        Map<String, String> commands = server.info("commandstats");
        return Stream.of("cmdstat_eval", "cmdstat_evalsha")
                .map(commands::get)
                .filter(Objects::nonNull)
                .mapToLong(stats -> Long.parseLong(stats.replaceAll("calls=(\\d+),.*", "$1")))
                .sum();
    }

    /** Bytes of all keys, which are the users' alone. */
    private long memory() {
        String all = "local bytes = 0 for _, key in ipairs(redis.call('KEYS', '*')) do "
                + "bytes = bytes + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0') end return bytes";
        return (Long) server.command("EVAL", all, "0");
    }
}
