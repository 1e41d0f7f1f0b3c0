package io.brxsync.redis;

import io.brxsync.config.LimitConfig;
import io.brxsync.examples.services.Services;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.RateLimiterContract;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;

class RedissonRateLimiterTest extends RateLimiterContract {
    private final TestRedis redis = TestRedis.fresh(Services.redis().url());

    @Override
    protected RateLimiter create(LimitConfig limits) {
        return redis.backend().redissonRateLimiter(limits, LimitListener.NONE, InstantSource.system());
    }

    @Override
    protected void pass(Duration time) {
        TestRedis.pass(time);
    }

    /** Its windows are longer by as much. */
    @Override
    protected Duration slack() {
        return Duration.ofMillis(300);
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }
}
