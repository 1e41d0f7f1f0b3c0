package io.brxsync.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private final RetryPolicy policy = new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofMinutes(1));

    @ParameterizedTest
    @CsvSource({"1, 2000", "2, 4000", "3, 8000", "5, 32000", "6, 60000", "60, 60000", "2000000000, 60000"})
    void theCeilingDoublesUpToTheCap(int failures, long millis) {
        assertThat(policy.ceilingAfter(failures)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void delaysFillTheWholeRangeBelowTheCeiling() {
        Random random = new Random(1);
        long[] delays = LongStream.generate(() -> policy.delayAfter(3, random).toMillis())
                .limit(2000)
                .toArray();
        assertThat(Arrays.stream(delays).boxed())
                .allSatisfy(delay -> assertThat(delay).isBetween(1L, 8000L));
        assertThat(Arrays.stream(delays).filter(delay -> delay < 800).count()).isBetween(120L, 280L);
        assertThat(Arrays.stream(delays).max().orElseThrow()).isGreaterThan(7800);
    }

    @ParameterizedTest
    @CsvSource({"4, false", "5, true", "6, true"})
    void attemptsEnd(int failures, boolean exhausted) {
        assertThat(policy.exhausted(failures)).isEqualTo(exhausted);
    }

    @Test
    void impossibleValuesAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(0, second, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, Duration.ZERO, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(1, second, Duration.ofMillis(1)));
    }
}
