package io.brxsync.cardtrader.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0                             | 0",
                "7                             | 7",
                " 12                           | 12",
                "3600                          | 3600",
                "86400                         | 3600",
                "999999999                     | 3600",
                "Wed, 4 Mar 2026 05:06:17 GMT  | 10",
                "Wed, 04 Mar 2026 05:06:17 GMT | 10",
                "Wed, 04 Mar 2026 05:00:00 GMT | 0",
                "Thu, 04 Mar 2027 05:00:00 GMT | 3600",
            })
    void readsSecondsAndDates(String header, long seconds) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "soon", "1.5", "99999999999999999999", "2026-03-04T05:06:17Z", "Wed, 04 Mär 2026"})
    void takesAnythingElseForNothing(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isNull();
    }

    @Test
    void doesNotDependOnTheLanguageOfTheMachine() {
        java.util.Locale before = java.util.Locale.getDefault();
        try {
            java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr-TR"));
            assertThat(RetryAfter.parse("Wed, 04 Mar 2026 05:06:17 GMT", NOW)).hasSeconds(10);
        } finally {
            java.util.Locale.setDefault(before);
        }
    }
}
