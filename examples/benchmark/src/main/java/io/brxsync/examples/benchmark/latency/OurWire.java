package io.brxsync.examples.benchmark.latency;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.queue.Disposition;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Urgent tasks of one user on brx-sync, with bulk tasks of other users waiting and running beside them, or none. */
final class OurWire implements Pulse.Wire {
    private static final int TOGETHER = 500;

    /** What is measured. */
    record Ping(UUID user, long number) implements Task {}

    /** What stands in the way. */
    record Bulk(UUID user, String text) implements Task {}

    private static final TaskType<Ping> PING =
            TaskType.of("ping", Ping.class, TaskPolicy.standard().onQueue(TaskPolicy.HIGH_PRIORITY));
    private static final TaskType<Bulk> BULK =
            TaskType.of("bulk", Bulk.class, TaskPolicy.standard().onQueue(TaskPolicy.BULK_SYNC));

    private final RedisBackend backend;
    private final TaskCodec codec =
            new TaskCodec(TaskTypes.builtIn().with(List.of(PING, BULK)), InstantSource.system());
    private final TaskQueue queue;
    private final Worker worker;
    private final UUID user = UUID.randomUUID();
    private final AtomicLong bulkDone = new AtomicLong();
    private final long began;

    OurWire(String redisUrl, LongConsumer started, Load load) {
        this.backend = RedisBackend.connect(
                BrxConfig.from(Map.of("REDIS_URL", redisUrl)).redis(), new SimpleMeterRegistry());
        this.queue = backend.queue(codec, InstantSource.system());
        enqueueBulk(load);
        Handlers handlers = Handlers.none()
                .with(PING, (task, context) -> {
                    started.accept(task.number());
                    return Disposition.ack();
                })
                .with(BULK, (task, context) -> {
                    // A handler waits, mostly: for CardTrader, for the database.
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(load.micros()));
                    bulkDone.incrementAndGet();
                    return Disposition.ack();
                });
        Worker.Parts parts = new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of());
        this.worker = new Worker(parts, WorkerOptions.DEFAULTS.withThreads(load.threads())).start();
        this.began = System.nanoTime();
    }

    /**
     * What stands in the way.
     *
     * @param tasks that wait
     * @param users they belong to
     * @param micros that each takes, waiting
     * @param threads of the worker
     */
    record Load(int tasks, int users, int micros, int threads) {}

    private void enqueueBulk(Load load) {
        List<UUID> users = new ArrayList<>();
        for (int i = 0; i < load.users(); i++) {
            users.add(UUID.randomUUID());
        }
        for (int done = 0; done < load.tasks(); done += TOGETHER) {
            List<TaskMessage> messages = new ArrayList<>();
            for (int i = done; i < Math.min(load.tasks(), done + TOGETHER); i++) {
                Bulk task = new Bulk(users.get(i % users.size()), "x".repeat(160));
                messages.add(codec.encode(task, EnqueueOptions.DEFAULTS));
            }
            queue.enqueue(messages);
        }
    }

    @Override
    public void send(long number) {
        queue.enqueue(List.of(codec.encode(new Ping(user, number), EnqueueOptions.DEFAULTS)));
    }

    @Override
    public Figures figures() {
        return Figures.NONE.with("bulk tasks per second", bulkDone.get() * 1e9 / (System.nanoTime() - began));
    }

    @Override
    public void close() {
        worker.close();
        backend.close();
    }
}
