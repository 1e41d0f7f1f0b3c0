package io.brxsync.examples.benchmark.rivals;

import io.brxsync.config.BrxConfig;
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
import org.jspecify.annotations.Nullable;

/** brx-sync: urgent tasks of as many users as there are threads, bulk tasks of a thousand others. */
final class BrxSyncProgram extends JvmProgram {
    private static final int TOGETHER = 500;
    private static final int BULK_USERS = 1000;

    /** What is measured. */
    record Urgent(UUID user, int number, int millis) implements Task {}

    /** What stands in the way. */
    record Bulk(UUID user, int micros, String text) implements Task {}

    private static final TaskType<Urgent> URGENT =
            TaskType.of("urgent", Urgent.class, TaskPolicy.standard().onQueue(TaskPolicy.HIGH_PRIORITY));
    private static final TaskType<Bulk> BULK =
            TaskType.of("bulk", Bulk.class, TaskPolicy.standard().onQueue(TaskPolicy.BULK_SYNC));

    private final Terms terms;
    private final RedisBackend backend;
    private final TaskCodec codec =
            new TaskCodec(TaskTypes.builtIn().with(List.of(URGENT, BULK)), InstantSource.system());
    private final TaskQueue queue;
    private @Nullable Worker worker;

    BrxSyncProgram(Terms terms) {
        this.terms = terms;
        this.backend = RedisBackend.connect(
                BrxConfig.from(Map.of("REDIS_URL", terms.url())).redis(), new SimpleMeterRegistry());
        this.queue = backend.queue(codec, InstantSource.system());
    }

    @Override
    void enqueueBulk(int tasks, int micros) {
        for (int done = 0; done < tasks; done += TOGETHER) {
            List<TaskMessage> messages = new ArrayList<>();
            for (int i = done; i < Math.min(tasks, done + TOGETHER); i++) {
                messages.add(message(new Bulk(new UUID(1, i % BULK_USERS), micros, Payload.TEXT)));
            }
            queue.enqueue(messages);
        }
    }

    @Override
    void enqueueUrgent(int number, int millis) {
        // A user's tasks run one after another.
        queue.enqueue(List.of(message(new Urgent(new UUID(2, number % terms.threads()), number, millis))));
    }

    private TaskMessage message(Task task) {
        return codec.encode(task, EnqueueOptions.DEFAULTS);
    }

    @Override
    long held() {
        return queue.control().stats().stream().mapToLong(BrxSyncProgram::known).sum();
    }

    private static long known(QueueStats stats) {
        return stats.ready() + stats.claimed() + stats.scheduled() + stats.dead();
    }

    @Override
    void work() {
        Handlers handlers = Handlers.none()
                .with(URGENT, (task, context) -> {
                    urgent(task.number(), task.millis());
                    return Disposition.ack();
                })
                .with(BULK, (task, context) -> {
                    bulk(task.micros());
                    return Disposition.ack();
                });
        WorkerOptions options = WorkerOptions.DEFAULTS.withThreads(terms.threads());
        Worker.Parts parts = new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of());
        worker = new Worker(parts, terms.lease().isZero() ? options : options.withLease(terms.lease())).start();
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.close();
        }
        backend.close();
    }
}
