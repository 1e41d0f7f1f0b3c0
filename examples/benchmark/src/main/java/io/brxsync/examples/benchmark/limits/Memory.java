package io.brxsync.examples.benchmark.limits;

import io.brxsync.config.BrxConfig;
import io.brxsync.config.LimitConfig;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.RedisCost;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
import io.brxsync.redis.RedisBackend;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What Redis keeps of users who have just used up their window, request by request over its length.
 *
 * @param limiter which one keeps it
 * @param users how many
 * @param requests of each
 */
record Memory(Order.Limiter limiter, int users, int requests) implements Contender.Trial {
    private static final int THREADS = 8;
    private static final long MILLIS_PER_USER = 150;

    @Override
    public Figures run() throws Exception {
        // So long that nothing comes back meanwhile, so short that requests fall on different ticks of it.
        Duration window = Duration.ofMillis(Math.max(60_000, users * MILLIS_PER_USER * requests / 200));
        LimitConfig limits = new LimitConfig(requests, window, 1, 1, Duration.ZERO);
        try (LocalRedis redis = LocalRedis.start();
                RedisBackend backend = RedisBackend.connect(
                        BrxConfig.from(Map.of("REDIS_URL", redis.url())).redis(), new SimpleMeterRegistry())) {
            long before = Long.parseLong(redis.info("memory").get("used_memory"));
            RateLimiter asked = limiter == Order.Limiter.SCRIPT
                    ? backend.rateLimiter(limits, LimitListener.NONE)
                    : backend.redissonRateLimiter(limits, LimitListener.NONE, InstantSource.system());
            RedisCost begin = RedisCost.of(redis);
            double spent = spendAll(asked);
            RedisCost cost = RedisCost.of(redis).since(begin);
            double after = Long.parseLong(redis.info("memory").get("used_memory"));
            return Figures.NONE
                    .with("users", users)
                    .with("requests of each in the window", spent / users)
                    .with("bytes of keys per user", keys(redis) / (double) users)
                    .with("Redis CPU us per request", cost.cpuSeconds() * 1e6 / spent)
                    .with("MiB that Redis uses more", (after - before) / (1 << 20));
        }
    }

    private long spendAll(RateLimiter asked) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicLong granted = new AtomicLong();
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            Thread thread = new Thread(() -> {
                for (int round = 0; round < requests; round++) {
                    for (int user = first; user < users; user += THREADS) {
                        granted.addAndGet(spend(asked, user));
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

    private static int spend(RateLimiter asked, int user) {
        Acquisition answer = asked.acquire(
                new AllowanceRequest(Order.user(user), EndpointClass.GENERAL, Urgency.URGENT, Duration.ofSeconds(30)));
        if (answer instanceof Acquisition.Granted granted) {
            granted.permit().answered();
            return 1;
        }
        return 0;
    }

    private static long keys(LocalRedis redis) {
        Object bytes = redis.command(
                "EVAL",
                "local bytes = 0 for _, key in ipairs(redis.call('KEYS', '*')) do "
                        + "bytes = bytes + redis.call('MEMORY', 'USAGE', key, 'SAMPLES', '0') end return bytes",
                "0");
        return Long.parseLong(String.valueOf(bytes));
    }
}
