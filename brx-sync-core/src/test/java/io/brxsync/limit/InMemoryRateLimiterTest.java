package io.brxsync.limit;

import io.brxsync.config.LimitConfig;
import io.brxsync.queue.ManualClock;
import java.time.Duration;

class InMemoryRateLimiterTest extends AnswerCountingContract {
    private final ManualClock clock = new ManualClock();

    @Override
    protected RateLimiter create(LimitConfig limits) {
        return new InMemoryRateLimiter(limits, clock);
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }

    @Override
    protected Duration slack() {
        return Duration.ofMillis(1);
    }
}
