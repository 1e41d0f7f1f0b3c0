package io.brxsync.stock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {

    /** A read from second 100 to second 130, and five seconds of doubt about the clocks. */
    @ParameterizedTest
    @CsvSource({
        // not before, not after, what
        "90, 95, CONTAINED",
        "10, 95, CONTAINED",
        ", 95, CONTAINED",
        "90, 96, UNCLEAR",
        "110, 110, UNCLEAR",
        "90, 200, UNCLEAR",
        "134, 200, UNCLEAR",
        "135, 200, AFTER_READ",
        "135, 135, AFTER_READ",
        ", 200, UNCLEAR"
    })
    void aSaleAndARead(@Nullable Integer earliest, int latest, Freshness what) {
        assertThat(Freshness.of(
                        earliest == null ? null : Instant.ofEpochSecond(earliest),
                        Instant.ofEpochSecond(latest),
                        Instant.ofEpochSecond(100),
                        Instant.ofEpochSecond(130)))
                .isEqualTo(what);
    }

    @Test
    void withoutAReadNothingIsClear() {
        assertThat(Freshness.of(Instant.EPOCH, Instant.EPOCH, null, null)).isEqualTo(Freshness.UNCLEAR);
    }
}
