package io.brxsync.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.handler.UnknownOutcome.Verdict;
import io.brxsync.port.OutboundStore.Belief;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownOutcomeTest {
    private static final Duration QUIET = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({
        // before, after, disturbed, seconds since it was sent, read
        "5, 3, false,  0, 3, MADE",
        "5, 3, false, 60, 3, MADE",
        "5, 3, false,  0, 5, TOO_SOON",
        "5, 3, false,  9, 5, TOO_SOON",
        "5, 3, false, 10, 5, NOT_MADE",
        "5, 3, false, 60, 4, UNDECIDED",
        "5, 3, false, 60, 0, UNDECIDED",
        "5, 3, true,  60, 3, TOO_SOON",
        "5, 3, true,  60, 5, TOO_SOON",
        "5, 3, true, 899, 3, TOO_SOON",
        "5, 3, true, 900, 3, UNDECIDED",
        // The last copies: what is gone counts as none.
        "2, 0, false,  0, 0, MADE",
        "2, 0, false, 60, 2, NOT_MADE",
        // Nothing was there to be taken: both look alike, and nothing is left to be sent.
        "0, 0, false, 60, 0, MADE",
        "0, 0, false, 60, 1, UNDECIDED",
        "1, 4, false, 60, 4, MADE",
    })
    void comparesWhatIsReadWithWhatIsBelieved(
            int before, int after, boolean disturbed, int seconds, int read, Verdict verdict) {
        Belief belief = new Belief(before, after, disturbed, false, Duration.ofSeconds(seconds));
        assertThat(UnknownOutcome.decide(belief, read, QUIET)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"3", "5", "4"})
    void nothingIsDecidedWhileASaleIsUnclear(int read) {
        Belief belief = new Belief(5, 3, false, true, Duration.ofSeconds(60));
        assertThat(UnknownOutcome.decide(belief, read, QUIET)).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void nothingIsProvenWhileASaleIsUnclear() {
        Belief belief = new Belief(5, 4, false, true, Duration.ofSeconds(60));
        for (int read : new int[] {5, 4, 3}) {
            assertThat(UnknownOutcome.decide(belief, read, QUIET)).isEqualTo(Verdict.UNDECIDED);
        }
    }

    @Test
    void looksEndAfterAWhile() {
        int looks = 0;
        Duration waited = Duration.ZERO;
        while (UnknownOutcome.worthAnotherLook(looks)) {
            waited = waited.plus(UnknownOutcome.waitAfter(looks++, QUIET));
        }
        assertThat(waited).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(60));
        assertThat(UnknownOutcome.waitAfter(1000, QUIET)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void theQuietTimeIsWaitedForOnce() {
        Belief sent = new Belief(1, 0, false, false, Duration.ofSeconds(4));
        assertThat(UnknownOutcome.waitUntilTold(sent, QUIET)).isEqualTo(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @CsvSource({"10, 2500", "16, 4000", "40, 10000", "800, 10000"})
    void looksAtADisturbedQuantityBecomeSeldom(int seconds, long millis) {
        Belief disturbed = new Belief(1, 0, true, false, Duration.ofSeconds(seconds));
        assertThat(UnknownOutcome.waitUntilTold(disturbed, QUIET)).isEqualTo(Duration.ofMillis(millis));
    }
}
