package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClaimAheadTest {
    private static final long NOW = Long.MAX_VALUE - 1000; // a clock may wrap around

    private final ClaimAhead ahead = new ClaimAhead(8);

    private void run(Duration time, int times) {
        for (int i = 0; i < times; i++) {
            ahead.ran(time.toNanos());
        }
    }

    private void exchange(Duration time) {
        for (int i = 0; i < 1000; i++) {
            ahead.exchanged(time.toNanos());
        }
    }

    @Test
    void aNewWorkerClaimsForItsThreadsOnly() {
        assertThat(ahead.lanes(NOW)).isZero();
        exchange(Duration.ofMillis(1));
        assertThat(ahead.lanes(NOW)).isZero();
        run(Duration.ofNanos(10_000), 100);
        assertThat(ahead.lanes(NOW)).as("a hundred short tasks prove little").isZero();
    }

    @Test
    void asManyAreClaimedAheadAsEndDuringAnExchange() {
        exchange(Duration.ofMillis(1));
        run(Duration.ofMillis(2), 2000);
        assertThat(ahead.lanes(NOW)).isBetween(3, 4);
        run(Duration.ofMillis(9), 2000);
        assertThat(ahead.lanes(NOW)).as("a part of one").isEqualTo(1);
    }

    @Test
    void noneIsClaimedAheadWhereAThreadSeldomBecomesFree() {
        exchange(Duration.ofMillis(1));
        run(Duration.ofMillis(33), 2000);
        assertThat(ahead.lanes(NOW)).as("once in four exchanges").isZero();
        exchange(Duration.ofSeconds(1));
        assertThat(ahead.lanes(NOW))
                .as("every few milliseconds, while Redis is slow")
                .isPositive();
        run(Duration.ofSeconds(1), 2000);
        assertThat(ahead.lanes(NOW))
                .as("tasks of seconds, however slow Redis is")
                .isZero();
    }

    @Test
    void whatRunsForMuchLongerThanOthersTellsNothingOfItsEnd() {
        run(Duration.ofMillis(5), 2000);
        assertThat(ahead.endsSoon(Duration.ofMillis(19).toNanos())).isTrue();
        assertThat(ahead.endsSoon(Duration.ofMillis(21).toNanos())).isFalse();
    }

    @Test
    void neverMoreThanEightForEachThread() {
        exchange(Duration.ofMillis(1));
        run(Duration.ofNanos(1), 5000);
        assertThat(ahead.lanes(NOW)).isEqualTo(64);
    }

    @Test
    void moreThanThereAreThreadsOnlyWhereTheyDoNotWaitLong() {
        exchange(Duration.ofSeconds(1));
        run(Duration.ofMillis(2), 2000);
        assertThat(ahead.lanes(NOW)).as("every quarter of a millisecond").isBetween(19, 20);
        run(Duration.ofMillis(9), 2000);
        assertThat(ahead.lanes(NOW)).as("every millisecond").isEqualTo(8);
    }

    @Test
    void oneLongTaskEndsIt() {
        exchange(Duration.ofMillis(1));
        run(Duration.ofNanos(10_000), 5000);
        assertThat(ahead.lanes(NOW)).isEqualTo(64);
        run(Duration.ofSeconds(60), 1);
        assertThat(ahead.lanes(NOW)).isZero();
    }

    @Test
    void afterAClaimThatWaitedTooLongNothingIsClaimedAheadForAWhile() {
        exchange(Duration.ofMillis(1));
        run(Duration.ofNanos(10_000), 5000);
        ahead.waitedTooLong(NOW);
        assertThat(ahead.lanes(NOW)).isZero();
        assertThat(ahead.lanes(NOW + ClaimAhead.PENANCE.toNanos() - 1)).isZero();
        assertThat(ahead.lanes(NOW + ClaimAhead.PENANCE.toNanos())).isEqualTo(64);
    }
}
