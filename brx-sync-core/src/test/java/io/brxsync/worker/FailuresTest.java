package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.queue.Disposition;
import io.brxsync.task.RetryPolicy;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailuresTest {
    private final RetryPolicy policy = new RetryPolicy(3, Duration.ofSeconds(1), Duration.ofSeconds(8));

    private Disposition after(Throwable failure, int attempts) {
        return Failures.limited(Failures.disposition(failure, policy, attempts, new Random(1)), policy, attempts);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindHasItsConsequence(Kind kind) {
        Disposition disposition = after(BrxException.of(kind, "why"), 0);
        switch (kind) {
            case RETRYABLE, OUTCOME_UNKNOWN, BUG ->
                assertThat(disposition)
                        .isInstanceOfSatisfying(
                                Disposition.RetryAfter.class,
                                retry -> assertThat(retry.countsAsAttempt()).isTrue());
            case RATE_LIMITED, UNAVAILABLE, SUSPENDED, CONFIGURATION, LEASE_LOST ->
                assertThat(disposition).isInstanceOf(Disposition.Hold.class);
            case UNAUTHORIZED, REJECTED -> assertThat(disposition).isEqualTo(new Disposition.Bury("why"));
        }
    }

    @Test
    void theServersWishIsHonoured() {
        assertThat(after(BrxException.rateLimited("why", Duration.ofSeconds(7)), 2))
                .isEqualTo(new Disposition.Hold(Duration.ofSeconds(7), "why", null));
        assertThat(after(BrxException.unavailable("why", Duration.ofSeconds(9), null), 2))
                .isEqualTo(new Disposition.Hold(Duration.ofSeconds(9), "why", null));
    }

    @Test
    void theLastAttemptBuriesWithTheLastReason() {
        assertThat(after(BrxException.of(Kind.RETRYABLE, "why"), 1)).isInstanceOf(Disposition.RetryAfter.class);
        assertThat(after(BrxException.of(Kind.RETRYABLE, "why"), 2))
                .isEqualTo(new Disposition.Bury("gave up after 3 attempts: why"));
    }

    @Test
    void foreignMessagesAreNotTrusted() {
        assertThat(Failures.reason(new IllegalStateException("password=hunter2")))
                .contains("IllegalStateException", "FailuresTest")
                .doesNotContain("hunter2");
        assertThat(Failures.reason(BrxException.of(Kind.BUG, "first\nsecond"))).isEqualTo("first");
        assertThat(Failures.reason(BrxException.of(Kind.BUG, "x".repeat(2000)))).hasSizeLessThan(600);
    }
}
