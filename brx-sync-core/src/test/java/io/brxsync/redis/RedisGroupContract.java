package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.Disposition;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskQueueContract;
import io.brxsync.task.TaskCodec;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.TaskHandler;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The queue's contract on several servers, and what happens when their master dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class RedisGroupContract extends TaskQueueContract {
    static final int TASKS = 400;

    private RedisGroup group;
    private RedisBackend backend;

    abstract RedisGroup start();

    @BeforeAll
    void startServers(@TempDir Path directory) {
        group = start();
        backend = group.connect(directory);
    }

    @AfterAll
    void stopServers() {
        backend.close();
        group.close();
    }

    @Override
    protected TaskQueue create(TaskCodec codec) {
        group.clear();
        return backend.queue(codec, clock());
    }

    @Override
    protected InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    protected void pass(Duration time) {
        long end = System.nanoTime() + time.plusMillis(2).toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    void theDeathOfTheMasterLosesNothingThatAReplicaHasAndWorkersGoOnByThemselves() throws InterruptedException {
        CountDownLatch masterIsDead = new CountDownLatch(1);
        Crowd crowd = new Crowd(masterIsDead);
        crowd.enqueue(0, TASKS);
        group.master().awaitReplicas(1);
        try (Worker worker = crowd.worker(Duration.ofSeconds(2)).start()) {
            assertThat(crowd.half.await(30, TimeUnit.SECONDS)).isTrue();
            group.failOver();
            masterIsDead.countDown();
            crowd.awaitAll();
        }
        crowd.assertAllDone();
    }

    /** Many tasks of some users, and what became of them; the second half waits in its handlers for the test. */
    final class Crowd {
        final Map<String, Integer> runs = new ConcurrentHashMap<>();
        final CountDownLatch half = new CountDownLatch(TASKS / 2);
        private final CountDownLatch all = new CountDownLatch(TASKS);
        private final CountDownLatch goOn;

        Crowd(CountDownLatch goOn) {
            this.goOn = goOn;
        }

        void enqueue(int from, int to) {
            queue.enqueue(IntStream.range(from, to)
                    .mapToObj(i -> message(new Job(new UUID(8, i % 40), "" + i)))
                    .toList());
        }

        Worker worker(Duration lease, WorkerListener... listeners) {
            WorkerOptions options = WorkerOptions.DEFAULTS
                    .withThreads(4)
                    .withQueues("default")
                    .withLease(lease)
                    .withDrainTimeout(Duration.ofSeconds(5));
            TaskHandler<Job> handler = (task, context) -> {
                if (half.getCount() == 0) {
                    goOn.await();
                }
                half.countDown();
                if (runs.merge(task.name(), 1, Integer::sum) == 1) {
                    all.countDown();
                }
                return Disposition.ack();
            };
            Handlers handlers = Handlers.none().with(jobType(), handler);
            return new Worker(
                    new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of(listeners)), options);
        }

        void awaitAll() throws InterruptedException {
            assertThat(all.await(60, TimeUnit.SECONDS))
                    .as("all tasks done, left %s", all)
                    .isTrue();
        }

        /** And nothing is left behind. */
        void assertAllDone() {
            assertThat(runs).hasSize(TASKS);
            assertThat(backend.violations()).isEmpty();
            assertThat(queue.control().stats())
                    .allSatisfy(stats -> assertThat(stats.ready() + stats.claimed() + stats.scheduled() + stats.dead())
                            .isZero());
            assertThat(queue.enqueue(List.of(message(new Job(ann, "after")))))
                    .extracting(Enqueued::outcome)
                    .containsExactly(Enqueued.Outcome.ADDED);
        }
    }

    RedisGroup group() {
        return group;
    }
}
