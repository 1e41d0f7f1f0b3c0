package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.Claim;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Settlement;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final long NOW = 0;
    private static final int THREADS = WorkerOptions.DEFAULTS.threads();
    private static final Running BULK = running(TaskPolicy.BULK_SYNC);

    private final Turns turns = new Turns(WorkerOptions.DEFAULTS, Handlers.none());

    private static Running running(String queue) {
        Running batch = new Running(List.of(claim(queue)), NOW);
        batch.start(NOW);
        return batch;
    }

    private static Claim claim(String queue) {
        TaskMessage message = new TaskMessage(
                UUID.randomUUID().toString(),
                "job",
                1,
                new UUID(1, 1),
                queue,
                "{}",
                new TaskMessage.Options(0, null, null, TaskPolicy.Uniqueness.UNTIL_SETTLED, Instant.EPOCH));
        return new Claim(message, 1, 0, 0, null, 0);
    }

    private static Turn.Ended done() {
        Claim claim = claim(TaskPolicy.BULK_SYNC);
        return new Turn.Ended(List.of(claim), List.of(new Settlement(claim.lease(), Disposition.ack())));
    }

    private @Nullable Turn next(int busy) {
        return turns.next(new Turns.Load(Collections.nCopies(busy, BULK), 0, true, false), NOW);
    }

    private Turn sent(int busy) {
        Turn turn = next(busy);
        assertThat(turn).isNotNull();
        return turn;
    }

    @Test
    void nobodyAsksWithoutReason() {
        assertThat(next(0)).isNull();
    }

    @Test
    void whoeverIsRousedAsksForEveryFreeThread() {
        turns.rouse();
        assertThat(sent(3).lanes()).isEqualTo(THREADS - 3);
        turns.want();
        assertThat(next(3)).as("they are asked for already").isNull();
    }

    @Test
    void whatEndedIsSettledOnce() {
        Turn.Ended ended = done();
        turns.ran(ended, 1);
        assertThat(sent(THREADS - 1).ends()).containsExactly(ended);
        assertThat(turns.anyToSettle()).isFalse();
        assertThat(turns.anyOnTheirWay()).isTrue();
    }

    @Test
    void whatFailedIsSettledBeforeWhatEndedMeanwhile() {
        List<Turn.Ended> ended = List.of(done(), done(), done());
        turns.ran(ended.get(0), 1);
        turns.ran(ended.get(1), 1);
        Turn failed = sent(THREADS);
        turns.ran(ended.get(2), 1);
        turns.failed(failed);
        assertThat(turns.anyOnTheirWay()).isFalse();
        assertThat(sent(THREADS).ends()).isEqualTo(ended);
    }

    @Test
    void aSecondExchangeGoesOutOnceAQuarterOfTheThreadsWaits() {
        turns.ran(done(), Duration.ofSeconds(1).toNanos());
        sent(THREADS);
        turns.ran(done(), Duration.ofSeconds(1).toNanos());
        assertThat(next(THREADS - 1)).isNull();
        turns.ran(done(), Duration.ofSeconds(1).toNanos());
        assertThat(sent(THREADS - 2).lanes()).isEqualTo(2);
        turns.ran(done(), Duration.ofSeconds(1).toNanos());
        assertThat(next(THREADS - 7)).as("two are on their way").isNull();
    }

    @Test
    void whereTasksTakeNoTimeTwoExchangesShareWhatTheWorkerMayHold() {
        for (int i = 0; i < 1000; i++) {
            turns.ran(done(), 1);
            turns.answered(sent(THREADS), NOW + Duration.ofMillis(1).toNanos());
        }
        int half = 9 * THREADS / 2; // a claim that runs and eight that wait for each thread
        turns.ran(done(), 1);
        assertThat(sent(half).lanes()).isEqualTo(half);
        turns.ran(done(), 1);
        assertThat(next(1)).isNull();
        assertThat(sent(0).lanes()).isEqualTo(half);
    }

    @Test
    void afterAnOutageOneExchangeGoesOutAtATime() {
        turns.ran(done(), 1);
        sent(0);
        turns.ran(done(), 1);
        assertThat(turns.next(new Turns.Load(List.of(), 0, true, true), NOW)).isNull();
    }

    @Test
    void nothingIsClaimedWhereThatIsForbidden() {
        turns.ran(done(), 1);
        Turn turn = turns.next(new Turns.Load(List.of(), 0, false, false), NOW);
        assertThat(turn).isNotNull();
        assertThat(turn.lanes()).isZero();
    }

    @Test
    void aFullWorkerWithShortTasksAsksForPreferredWorkOnly() {
        for (int i = 0; i < 1000; i++) {
            turns.ran(done(), Duration.ofMillis(5).toNanos());
            turns.answered(sent(THREADS), NOW + Duration.ofMillis(1).toNanos());
        }
        turns.rouse();
        int claimedAhead = 2; // in a round trip of 1 ms end 1.6 of 8 tasks of 5 ms
        Turn urgent = sent(THREADS + claimedAhead);
        assertThat(urgent.urgent()).isTrue();
        assertThat(urgent.claims().queues()).containsExactly(TaskPolicy.HIGH_PRIORITY);
        assertThat(urgent.lanes()).isEqualTo(claimedAhead);
        assertThat(next(THREADS + claimedAhead)).as("once for each time").isNull();
    }

    @Test
    void aFullWorkerWithLongTasksAsksForNothing() {
        turns.rouse();
        assertThat(next(THREADS)).isNull();
    }
}
