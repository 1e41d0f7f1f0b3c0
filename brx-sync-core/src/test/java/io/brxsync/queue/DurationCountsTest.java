package io.brxsync.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationCountsTest {
    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "2,1", "3,2", "4,2", "5,3", "8,3", "9,4", "1024,10", "1025,11", "99999999999,25"})
    void everyDurationHasItsPowerOfTwo(long millis, int index) {
        assertThat(DurationCounts.indexOf(Duration.ofMillis(millis))).isEqualTo(index);
    }

    private static DurationCounts of(long... millis) {
        List<Long> counts = new ArrayList<>(DurationCounts.NONE.counts());
        for (long each : millis) {
            int index = DurationCounts.indexOf(Duration.ofMillis(each));
            counts.set(index, counts.get(index) + 1);
        }
        return new DurationCounts(counts);
    }

    @Test
    void sharesAreRoundedUp() {
        DurationCounts counts = of(1, 1, 1, 3, 700);
        assertThat(counts.total()).isEqualTo(5);
        assertThat(counts.within(0.5)).isEqualTo(Duration.ofMillis(1));
        assertThat(counts.within(0.8)).isEqualTo(Duration.ofMillis(4));
        assertThat(counts.within(0.99)).isEqualTo(Duration.ofMillis(1024));
        assertThat(counts.within(0)).isEqualTo(Duration.ofMillis(1));
        assertThat(DurationCounts.NONE.within(0.5)).isNull();
    }

    @Test
    void differencesAndSumsAreByEntry() {
        assertThat(of(1, 5, 5).minus(of(5))).isEqualTo(of(1, 5));
        assertThat(of(1).plus(of(5))).isEqualTo(of(1, 5));
        assertThat(new DurationCounts(List.of(2L)).total()).isEqualTo(2);
    }
}
