package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "500ms, 500",
        "60s, 60000",
        "5m, 300000",
        "6h, 21600000",
        "24h, 86400000",
        "7d, 604800000",
        "1h30m, 5400000",
        "0s, 0",
        "' 5M ', 300000"
    })
    void parsesWhatPeopleWrite(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "m",
                "-5m",
                "5 m",
                "1.5h",
                "5w",
                "PT5M",
                "5m!",
                "99999999999999999999s",
                "4000d",
                "999999999999999d",
                "999999999999999h999999999999999h"
            })
    void refusesTheRestAndNamesIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"20, 20ms", "59000, 59s", "61000, 1m 1s", "7320000, 2h 2m", "90000000, 1d 1h"})
    void tellsTheTwoLargestUnits(long millis, String text) {
        assertThat(Durations.text(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
