package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutageTest {
    private static final long NOW = Long.MAX_VALUE - 1000; // a clock may wrap around

    private final Outage outage = new Outage();

    @Test
    void eachFailureDoublesTheWaitUpToAMost() {
        Duration wait = Outage.FIRST;
        while (wait.compareTo(Outage.MOST) < 0) {
            assertThat(outage.failed(NOW, true)).isEqualTo(wait);
            wait = wait.multipliedBy(2);
        }
        assertThat(outage.failed(NOW, true)).isEqualTo(Outage.MOST);
        assertThat(outage.failed(NOW, true)).isEqualTo(Outage.MOST);
    }

    @Test
    void whatNoWaitingWillMendWaitsLongestAtOnce() {
        assertThat(outage.failed(NOW, false)).isEqualTo(Outage.MOST);
    }

    @Test
    void itWaitsUntilTheNextTryAndLastsUntilAnAnswer() {
        assertThat(outage.lasts()).isFalse();
        assertThat(outage.waits(NOW)).isFalse();
        long wait = outage.failed(NOW, true).toNanos();
        assertThat(outage.waits(NOW + wait - 1)).isTrue();
        assertThat(outage.left(NOW + wait - 1)).isOne();
        assertThat(outage.waits(NOW + wait)).isFalse();
        assertThat(outage.lasts()).isTrue();
        outage.over();
        assertThat(outage.lasts()).isFalse();
        assertThat(outage.failed(NOW, true)).isEqualTo(Outage.FIRST);
    }
}
