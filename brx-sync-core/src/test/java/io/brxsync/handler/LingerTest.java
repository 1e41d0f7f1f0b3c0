package io.brxsync.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.port.Fence;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.ManualClock;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LingerTest {
    private static final Linger LINGER = new Linger(Duration.ofMillis(100), 3);

    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), new ManualClock());

    private TaskContext edit(long waitedMillis, EnqueueOptions options, @Nullable String checkpoint) {
        TaskMessage message =
                codec.encode(new SyncTask.PushProduct(new UUID(0, 1), "7", 5, null, null, null, null, null), options);
        return new TaskContext(
                message, new Fence(message.id(), 1), 0, Duration.ofMillis(waitedMillis), checkpoint, () -> false);
    }

    private TaskContext edit(long waitedMillis) {
        return edit(waitedMillis, EnqueueOptions.DEFAULTS, null);
    }

    private Disposition.Hold held(Linger linger, List<TaskContext> edits) {
        return (Disposition.Hold) linger.before(edits).orElseThrow();
    }

    @Test
    void theFirstEditWaitsForWhatIsLeftOfTheTimeAndOnlyOnce() {
        assertThat(held(LINGER, List.of(edit(0))).delay()).hasMillis(100);
        Disposition.Hold rest = held(LINGER, List.of(edit(30), edit(2)));
        assertThat(rest.delay()).hasMillis(70);
        TaskContext again = edit(0, EnqueueOptions.DEFAULTS, rest.checkpoint());
        assertThat(LINGER.before(List.of(again))).isEmpty();
        assertThat(LINGER.before(List.of(again, edit(1)))).as("a later edit").isEmpty();
    }

    @Test
    void anEditThatWaitedForAThreadWaitsNoLonger() {
        assertThat(LINGER.before(List.of(edit(100)))).isEmpty();
        assertThat(LINGER.before(List.of(edit(5000), edit(1)))).isEmpty();
    }

    @Test
    void aFullJobWaitsForNothing() {
        assertThat(LINGER.before(List.of(edit(0), edit(0), edit(0)))).isEmpty();
    }

    @Test
    void nothingIsKeptBackWhereSalesStand() {
        EnqueueOptions urgent = EnqueueOptions.DEFAULTS.onQueue(TaskPolicy.HIGH_PRIORITY);
        assertThat(LINGER.before(List.of(edit(0, urgent, null)))).isEmpty();
    }

    @Test
    void zeroTurnsItOff() {
        assertThat(new Linger(Duration.ZERO, 3).before(List.of(edit(0)))).isEmpty();
    }
}
