package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.examples.services.RedisCluster;
import io.brxsync.queue.TaskState;
import io.brxsync.task.TaskMessage;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RedisClusterQueueTest extends RedisGroupContract {
    @Override
    RedisGroup start() {
        return RedisGroup.cluster();
    }

    @Test
    void reshardingUnderWorkLosesNothingAndRepeatsNothing() throws InterruptedException {
        CountDownLatch goOn = new CountDownLatch(1);
        Semaphore turnedAway = new Semaphore(0);
        WorkerListener listener = new WorkerListener() {
            @Override
            public void queueUnavailable(Exception reason, Duration retryIn) {
                turnedAway.release();
            }
        };
        Crowd crowd = new Crowd(goOn);
        crowd.enqueue(0, TASKS - 50);
        Duration lease = Duration.ofSeconds(60);
        try (Worker worker = crowd.worker(lease, listener).start();
                Worker other = crowd.worker(lease, listener).start()) {
            assertThat(crowd.half.await(30, TimeUnit.SECONDS)).isTrue();
            RedisCluster.SlotMove move = group().beginMove();
            // Eight tasks end now and more are asked for, while some of the queue's keys are on either side.
            goOn.countDown();
            move.moveKeys(70);
            awaitTurnedAway(turnedAway);
            // With the declared key gone, the old holder sends everybody to the new one, which has next to nothing.
            move.moveKey("{" + RedisGroup.NAMESPACE + "}:meta");
            awaitTurnedAway(turnedAway);
            move.finish();
            crowd.enqueue(TASKS - 50, TASKS);
            crowd.awaitAll();
        }
        crowd.assertAllDone();
        assertThat(crowd.runs).allSatisfy((name, count) -> assertThat(count).isEqualTo(1));
    }

    private static void awaitTurnedAway(Semaphore turnedAway) throws InterruptedException {
        turnedAway.drainPermits();
        assertThat(turnedAway.tryAcquire(2, 30, TimeUnit.SECONDS))
                .as("calls that were turned away")
                .isTrue();
    }

    @Test
    void whoeverEnqueuesWhileTheKeysMoveIsToldAndMayTryAgain() {
        String id = add(new Job(ann, "before"));
        RedisCluster.SlotMove move = group().beginMove();
        for (int moved = 1; moved > 0; moved = move.moveKeys(1)) {
            TaskMessage message = message(new Job(ben, "meanwhile"));
            assertThatThrownBy(() -> queue.enqueue(List.of(message)))
                    .isInstanceOfSatisfying(
                            BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.UNAVAILABLE))
                    .hasMessageContaining("moves");
        }
        move.finish();
        assertThat(add(new Job(ben, "after"))).isNotNull();
        assertThat(names(claim(5))).containsExactly("before", "after");
        assertThat(stateOf(id)).isEqualTo(TaskState.CLAIMED);
    }
}
