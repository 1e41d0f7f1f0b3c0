package io.brxsync.examples.benchmark.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    private Arrivals.Verdict at(long... nanos) {
        for (long time : nanos) {
            arrivals.add(1, time);
        }
        return arrivals.verdict(2, Duration.ofNanos(100));
    }

    @Test
    void exactlyAWindowApartIsAllOfTheAllowance() {
        Arrivals.Verdict verdict = at(0, 10, 100, 110, 200);
        assertThat(verdict.used()).isEqualTo(1);
        assertThat(verdict.violations()).isZero();
        assertThat(verdict.pairs()).isEqualTo(3);
    }

    @Test
    void oneNanosecondLessIsAViolationWhateverTheOrderOfReports() {
        Arrivals.Verdict verdict = at(110, 0, 99, 10);
        assertThat(verdict.violations()).isEqualTo(1);
        assertThat(verdict.closest()).isEqualTo(0.99);
    }

    @Test
    void accountsAreJudgedApart() {
        arrivals.add(2, 5);
        arrivals.add(3, 6);
        assertThat(at(0, 10).violations()).isZero();
        assertThat(arrivals.verdict(2, Duration.ofNanos(100)).requests()).isEqualTo(4);
    }

    @Test
    void theWarmUpIsWatchedButNotMeasured() {
        at(0, 50, 70, 1000, 1001, 1100, 1101);
        Arrivals.Verdict verdict = arrivals.verdict(2, Duration.ofNanos(100), Duration.ofNanos(101));
        assertThat(verdict.used()).isEqualTo(1);
        assertThat(verdict.violations()).isEqualTo(1);
    }

    @Test
    void halfTheRequestsAreHalfTheAllowance() {
        assertThat(at(0, 1, 200, 201, 400, 401).used()).isEqualTo(0.5);
    }
}
