package io.brxsync.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.config.LimitConfig;
import io.brxsync.queue.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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

    /** Exact where time stands still between two calls. */
    @Test
    void oneOrdinaryRequestPerStepMaySpendTheReserveBeforeItRefills() {
        takeAll(Urgency.ORDINARY).forEach(Permit::answered);
        for (int kept = 0; kept < RESERVE; kept++) {
            pass(limiter.allowance(user).general().next());
            assertThat(takeAll(Urgency.ORDINARY)).hasSize(1);
        }
        pass(Reserve.step(WINDOW));
        assertThat(takeAll(Urgency.ORDINARY)).hasSize(LIMIT - 2 * RESERVE);
    }
}
