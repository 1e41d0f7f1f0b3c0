package io.brxsync.examples.benchmark.queue;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.benchmark.rivals.Payload;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.QueueStats;
import io.brxsync.queue.TaskQueue;
import io.brxsync.redis.RedisBackend;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * The queue of brx-sync with everything that it promises: leases, fencing, a lane for each user, unique keys. The outbox
 * in PostgreSQL is left out, as its rivals have none.
 */
final class OurQueue implements Contestant {
    /** So many tasks go to Redis in one call. */
    private static final int TOGETHER = 500;

    /** A task of about 250 bytes, of which nobody wants another one. */
    record NoOp(UUID user, long number, String text) implements Task {
        @Override
        public String uniqueKey() {
            return "no-op:" + number;
        }
    }

    private static final TaskType<NoOp> TYPE =
            TaskType.of("no_op", NoOp.class, TaskPolicy.standard().withUniqueness(TaskPolicy.Uniqueness.UNTIL_SETTLED));

    private final RedisBackend backend;
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn().with(List.of(TYPE)), InstantSource.system());
    private final TaskQueue queue;
    private final List<UUID> users = new ArrayList<>();
    private final int threads;
    private long next;

    OurQueue(String redisUrl, int users, int threads) {
        this.backend = RedisBackend.connect(
                BrxConfig.from(Map.of("REDIS_URL", redisUrl)).redis(), new SimpleMeterRegistry());
        this.queue = backend.queue(codec, InstantSource.system());
        this.threads = threads;
        for (int i = 0; i < users; i++) {
            this.users.add(UUID.randomUUID());
        }
    }

    @Override
    public void enqueueEach(int tasks) {
        for (int i = 0; i < tasks; i++) {
            queue.enqueue(List.of(message()));
        }
    }

    @Override
    public void enqueueTogether(int tasks) {
        for (int done = 0; done < tasks; done += TOGETHER) {
            List<TaskMessage> messages = new ArrayList<>();
            for (int i = done; i < Math.min(tasks, done + TOGETHER); i++) {
                messages.add(message());
            }
            queue.enqueue(messages);
        }
    }

    private TaskMessage message() {
        long number = next++;
        UUID user = users.get((int) (number % users.size()));
        return codec.encode(new NoOp(user, number, Payload.TEXT), EnqueueOptions.DEFAULTS);
    }

    @Override
    public void drain(int tasks) throws InterruptedException {
        CountDownLatch left = new CountDownLatch(tasks);
        Handlers handlers = Handlers.none().with(TYPE, (task, context) -> {
            left.countDown();
            return Disposition.ack();
        });
        Worker.Parts parts = new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of());
        try (Worker worker = new Worker(parts, WorkerOptions.DEFAULTS.withThreads(threads))) {
            worker.start();
            left.await();
            // Handled is not settled.
            while (queue.control().stats().stream().anyMatch(OurQueue::holdsAny)) {
                LockSupport.parkNanos(100_000);
            }
        }
    }

    private static boolean holdsAny(QueueStats stats) {
        return stats.ready() + stats.claimed() + stats.scheduled() > 0;
    }

    @Override
    public void close() {
        backend.close();
    }
}
