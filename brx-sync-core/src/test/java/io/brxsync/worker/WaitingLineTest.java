package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.Claim;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private static final long NOW = Long.MAX_VALUE - 1000; // a clock may wrap around

    private final WaitingLine line = new WaitingLine();

    private static Running batch(long claimedNanos) {
        TaskMessage message = new TaskMessage(
                "id",
                "job",
                1,
                new UUID(1, 1),
                "default",
                "{}",
                new TaskMessage.Options(0, null, null, TaskPolicy.Uniqueness.UNTIL_SETTLED, Instant.EPOCH));
        return new Running(List.of(new Claim(message, 1, 0, 0, null, 0)), claimedNanos);
    }

    private Running add(long claimedNanos, boolean urgent) {
        Running batch = batch(claimedNanos);
        line.add(batch, urgent);
        return batch;
    }

    @Test
    void whatCameTogetherStaysInOrder() {
        List<Running> batches = List.of(add(NOW, false), add(NOW, false), add(NOW, false), add(NOW + 2000, false));
        assertThat(line.size()).isEqualTo(4);
        assertThat(batches).allSatisfy(batch -> assertThat(line.poll()).isSameAs(batch));
        assertThat(line.poll()).isNull();
    }

    @Test
    void urgentWorkGoesAheadOfWhatCameALittleBefore() {
        Running usual = add(NOW, false);
        Running urgent = add(NOW + WaitingLine.HEAD_START.toNanos() - 1, true);
        assertThat(line.poll()).isSameAs(urgent);
        assertThat(line.poll()).isSameAs(usual);
    }

    @Test
    void nobodyGoesAheadOfWhatHasWaitedForLonger() {
        Running usual = add(NOW, false);
        Running urgent = add(NOW + WaitingLine.HEAD_START.toNanos() + 1, true);
        assertThat(line.poll()).isSameAs(usual);
        assertThat(line.poll()).isSameAs(urgent);
    }

    @Test
    void whatIsTakenBackIsNotTaken() {
        Running gone = add(NOW, false);
        Running stays = add(NOW, false);
        line.remove(gone);
        assertThat(line.poll()).isSameAs(stays);
        assertThat(line.size()).isZero();
    }
}
