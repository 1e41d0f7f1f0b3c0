package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockGuardTest {
    private Duration skew = Duration.ZERO;
    private long nanos;
    private boolean away;
    private final List<String> heard = new ArrayList<>();
    private final ClockGuard guard = new ClockGuard(this::measure, new Ears(), () -> nanos);

    private Duration measure() {
        if (away) {
            throw BrxException.unavailable("Redis is not reachable", null, null);
        }
        return skew;
    }

    private final class Ears implements WorkerListener {
        @Override
        public void clockWrong(Duration found) {
            heard.add("wrong " + found.toMillis());
        }

        @Override
        public void clockRight() {
            heard.add("right");
        }
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 250, -250})
    void aClockThatIsNearlyRightIsRight(long millis) {
        skew = Duration.ofMillis(millis);
        assertThat(guard.permits()).isTrue();
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {251, -251, 3_600_000})
    void aWrongClockForbidsClaimsAndSaysByHowMuch(long millis) {
        skew = Duration.ofMillis(millis);
        assertThat(guard.permits()).isFalse();
        assertThat(heard).as("before claims have stopped").isEmpty();
        guard.tell();
        guard.tell();
        assertThat(heard).containsExactly("wrong " + millis);
    }

    @Test
    void itComesBackByItselfWithinASecond() {
        skew = Duration.ofMillis(900);
        assertThat(guard.permits()).isFalse();
        guard.tell();
        skew = Duration.ofMillis(3);
        pass(Duration.ofMillis(999));
        assertThat(guard.permits()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(guard.permits()).isTrue();
        assertThat(heard).containsExactly("wrong 900", "right");
    }

    @Test
    void aClockThatGoesWrongLaterIsNoticed() {
        assertThat(guard.permits()).isTrue();
        skew = Duration.ofMillis(-400);
        pass(guard.recheckAfter());
        assertThat(guard.permits()).isFalse();
    }

    @Test
    void aWrongClockStaysWrongWhileRedisIsAway() {
        skew = Duration.ofMillis(900);
        guard.permits();
        away = true;
        pass(Duration.ofSeconds(2));
        assertThat(guard.permits()).isFalse();
    }
}
