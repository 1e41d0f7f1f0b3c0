package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.Disposition;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskQueueContract;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.TaskHandler;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
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
    private static final int TASKS = 400;

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
        List<TaskMessage> messages = IntStream.range(0, TASKS)
                .mapToObj(i -> message(new Job(new UUID(8, i % 40), "" + i)))
                .toList();
        queue.enqueue(messages);
        group.master().awaitReplicas(1);
        Set<String> done = ConcurrentHashMap.newKeySet();
        CountDownLatch half = new CountDownLatch(TASKS / 2);
        CountDownLatch all = new CountDownLatch(TASKS);
        CountDownLatch masterIsDead = new CountDownLatch(1);
        TaskHandler<Job> handler = (task, context) -> {
            if (half.getCount() == 0) {
                masterIsDead.await(); // these run while there is no master
            }
            half.countDown();
            if (done.add(context.message().id())) {
                all.countDown();
            }
            return Disposition.ack();
        };
        WorkerOptions options = WorkerOptions.DEFAULTS
                .withThreads(4)
                .withQueues("default")
                .withLease(Duration.ofSeconds(2))
                .withDrainTimeout(Duration.ofSeconds(5));
        Handlers handlers = Handlers.none().with(jobType(), handler);
        try (Worker worker = new Worker(
                        new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of()), options)
                .start()) {
            assertThat(half.await(30, TimeUnit.SECONDS)).isTrue();
            group.failOver();
            masterIsDead.countDown();
            assertThat(all.await(60, TimeUnit.SECONDS))
                    .as("all tasks done, left %s", all)
                    .isTrue();
        }
        assertThat(done).hasSize(TASKS);
        assertThat(backend.violations()).isEmpty();
        assertThat(queue.enqueue(List.of(message(new Job(ann, "after")))))
                .extracting(Enqueued::outcome)
                .containsExactly(Enqueued.Outcome.ADDED);
        assertThat(queue.control().known(messages.stream().map(TaskMessage::id).toList()))
                .as("tasks still claimed")
                .isEmpty();
    }
}
