package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RateLimit THREE_A_SECOND = new RateLimit(3, Duration.ofSeconds(1));

    private final SlidingWindow window = new SlidingWindow(THREE_A_SECOND, false);

    @Test
    void aRequestCountsForExactlyOneWindow() {
        assertThat(window.admit(0)).isTrue();
        assertThat(window.admit(1)).isTrue();
        assertThat(window.admit(2)).isTrue();
        assertThat(window.admit(SECOND - 1)).isFalse();
        assertThat(window.admit(SECOND)).isTrue();
        assertThat(window.admit(SECOND)).isFalse();
        assertThat(window.admit(SECOND + 1)).isTrue();
        assertThat(window.violations()).isEqualTo(2);
        assertThat(window.peak()).isEqualTo(3);
    }

    @Test
    void aFixedWindowWouldNotBeStrictEnough() {
        // Two bursts on both sides of a full second are one burst for a sliding window.
        for (long t = SECOND - 3; t < SECOND; t++) {
            assertThat(window.admit(t)).isTrue();
        }
        assertThat(window.admit(SECOND)).isFalse();
    }

    @Test
    void rejectedRequestsUseUpAllowanceOnlyWhenAskedTo() {
        SlidingWindow harsh = new SlidingWindow(THREE_A_SECOND, true);
        for (long t = 0; t < 4; t++) {
            window.admit(t);
            harsh.admit(t);
        }
        assertThat(window.admit(SECOND)).isTrue();
        assertThat(harsh.admit(SECOND)).isFalse();
        assertThat(harsh.admit(3 * SECOND)).isTrue();
    }

    @Test
    void anyClockMayStartAnywhere() {
        for (int i = 0; i < 3; i++) {
            assertThat(window.admit(Long.MAX_VALUE - 1)).isTrue();
        }
        assertThat(window.admit(Long.MIN_VALUE)).isFalse();
        assertThat(window.admit(Long.MAX_VALUE - 1 + SECOND)).isTrue();
    }

    @Test
    void noWindowEverHoldsMoreThanTheLimit() {
        SplittableRandom random = new SplittableRandom(5);
        List<Long> admitted = new ArrayList<>();
        long rejected = 0;
        long now = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(SECOND / 2);
            if (window.admit(now)) {
                admitted.add(now);
            } else {
                rejected++;
            }
        }
        for (int i = 3; i < admitted.size(); i++) {
            assertThat(admitted.get(i) - admitted.get(i - 3)).isGreaterThanOrEqualTo(SECOND);
        }
        assertThat(rejected).isPositive().isEqualTo(window.violations());
    }
}
