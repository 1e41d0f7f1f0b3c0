package io.brxsync.examples.benchmark.limits;

import io.brxsync.BrxException;
import io.brxsync.config.BrxConfig;
import io.brxsync.config.LimitConfig;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How late a lane that was held for want of allowance goes on: from the moment that the limiter named to the next start
 * of the handler. One worker; every user always wants more, and every wait, however short, is a held lane's.
 *
 * @param users how many
 * @param requests per window
 * @param window the window
 * @param threads of the worker
 * @param time how long, the first third to warm up
 */
record Resumption(int users, int requests, Duration window, int threads, Duration time) implements Contender.Trial {
    /** Work without end. */
    record Calls(UUID user) implements Task {}

    private static final TaskType<Calls> CALLS = TaskType.of("calls", Calls.class, TaskPolicy.standard());

    @Override
    public Figures run() throws Exception {
        LimitConfig limits = new LimitConfig(requests, window, 1, 1, Duration.ZERO);
        try (LocalRedis redis = LocalRedis.start();
                RedisBackend backend = RedisBackend.connect(
                        BrxConfig.from(Map.of("REDIS_URL", redis.url())).redis(), new SimpleMeterRegistry())) {
            Watch watch = new Watch(backend.rateLimiter(limits, LimitListener.NONE));
            TaskCodec codec = new TaskCodec(TaskTypes.builtIn().with(List.of(CALLS)), InstantSource.system());
            TaskQueue queue = backend.queue(codec, InstantSource.system());
            List<TaskMessage> tasks = new ArrayList<>();
            for (int user = 0; user < users; user++) {
                tasks.add(codec.encode(new Calls(Order.user(user)), EnqueueOptions.DEFAULTS));
            }
            queue.enqueue(tasks);
            Handlers handlers = Handlers.none().with(CALLS, (task, context) -> watch.call(task.user()));
            Worker.Parts parts = new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of());
            try (Worker worker = new Worker(parts, WorkerOptions.DEFAULTS.withThreads(threads)).start()) {
                sleep(time.dividedBy(3));
                watch.late.clear();
                sleep(time.minus(time.dividedBy(3)));
                return figures(watch.late.stream().sorted().toList());
            }
        }
    }

    private static void sleep(Duration time) throws InterruptedException {
        new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static Figures figures(List<Long> sorted) {
        return Figures.NONE
                .with("lanes held and resumed", sorted.size())
                .with("ms late, median", at(sorted, 0.5))
                .with("ms late, 99 of 100", at(sorted, 0.99))
                .with("ms late, worst", at(sorted, 1));
    }

    private static double at(List<Long> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1, share * sorted.size())) / 1e6;
    }

    /** Knows when each user may go on. Thread-safe. */
    private static final class Watch {
        final Queue<Long> late = new ConcurrentLinkedQueue<>();
        private final RateLimiter limiter;
        private final Map<UUID, Long> due = new ConcurrentHashMap<>();

        Watch(RateLimiter limiter) {
            this.limiter = limiter;
        }

        /** Sends until it may not. */
        Disposition call(UUID user) {
            Long moment = due.remove(user);
            if (moment != null) {
                late.add(System.nanoTime() - moment);
            }
            while (true) {
                Acquisition answer = limiter.acquire(
                        new AllowanceRequest(user, EndpointClass.GENERAL, Urgency.ORDINARY, Duration.ofSeconds(30)));
                if (answer instanceof Acquisition.Delayed delayed) {
                    due.put(user, System.nanoTime() + delayed.delay().toNanos());
                    throw BrxException.rateLimited("the allowance is spent", delayed.delay());
                }
                ((Acquisition.Granted) answer).permit().answered();
            }
        }
    }
}
