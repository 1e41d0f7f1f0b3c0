package io.brxsync.cardtrader.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.cardtrader.http.EdgeBlock.Entry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EdgeBlockTest {
    private final EdgeBlock block = new EdgeBlock(Duration.ofSeconds(30), Duration.ofMinutes(10));
    private Instant now = Instant.EPOCH;

    @Test
    void doublesFromBlockToBlockUpToTheLongest() {
        for (int seconds : new int[] {30, 60, 120, 240, 480, 600, 600}) {
            Entry entry = enterFree();
            assertThat(block.blocked(entry, now)).hasSeconds(seconds);
            block.left(entry);
            assertThat(block.enter(now).delay()).hasSeconds(seconds);
            now = now.plusSeconds(seconds);
        }
    }

    @Test
    void requestsUnderWayTogetherMeetOneBlock() {
        Entry first = enterFree();
        Entry second = enterFree();

        assertThat(block.blocked(first, now)).hasSeconds(30);
        assertThat(block.blocked(second, now.plusSeconds(10))).hasSeconds(20);
    }

    @Test
    void oneProbeAtATimeFindsOutWhetherItIsOver() {
        Entry first = enterFree();
        block.blocked(first, now);
        now = now.plusSeconds(30);

        Entry probe = enterFree();
        assertThat(probe.probe()).isTrue();
        assertThat(block.enter(now).delay()).isPositive();

        block.passed(probe);
        block.left(probe);
        assertThat(enterFree().probe()).isFalse();
        assertThat(enterFree().probe()).isFalse();
    }

    @Test
    void aProbeThatTakesLongIsNotWaitedForAndEndsUnnoticed() {
        block.blocked(enterFree(), now);
        now = now.plusSeconds(30);
        Entry slow = enterFree();
        now = now.plusSeconds(29);
        assertThat(block.enter(now).delay()).isPositive();
        now = now.plusSeconds(1);
        assertThat(enterFree().probe()).isTrue();
        block.left(slow);
        assertThat(block.enter(now).delay()).as("the second one is under way").isPositive();
    }

    @Test
    void aProbeThatWasNeverSentLeavesItsPlaceToTheNext() {
        block.blocked(enterFree(), now);
        now = now.plusSeconds(30);
        Entry unused = enterFree();
        block.left(unused);

        assertThat(enterFree().probe()).isTrue();
    }

    @Test
    void aSuccessFromBeforeTheBlockDoesNotEndIt() {
        Entry early = enterFree();
        block.blocked(enterFree(), now);
        block.passed(early);

        assertThat(block.enter(now).delay()).hasSeconds(30);
    }

    @Test
    void startsAnewAfterASuccess() {
        block.blocked(enterFree(), now);
        now = now.plusSeconds(30);
        Entry probe = enterFree();
        block.passed(probe);
        block.left(probe);

        assertThat(block.blocked(enterFree(), now)).hasSeconds(30);
    }

    private Entry enterFree() {
        Entry entry = block.enter(now);
        assertThat(entry.delay()).isZero();
        return entry;
    }
}
