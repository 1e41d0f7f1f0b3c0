package io.brxsync.cardtrader.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    @ParameterizedTest
    @CsvSource({"1, 1.0, 400", "2, 1.0, 800", "3, 1.0, 1500", "70, 1.0, 1500", "1, 0.5, 200", "2, 0.0, 0"})
    void doublesWithFullJitter(int tries, double random, long millis) {
        assertThat(Backoff.IN_PLACE.after(tries, random)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void staysWithinTwoSecondsAltogether() {
        Duration sum = Duration.ZERO;
        for (int tries = 1; Backoff.IN_PLACE.another(tries); tries++) {
            sum = sum.plus(Backoff.IN_PLACE.after(tries, 1));
        }
        assertThat(sum).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
}
