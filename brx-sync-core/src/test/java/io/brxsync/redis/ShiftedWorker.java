package io.brxsync.redis;

import io.brxsync.config.BrxConfig;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.LoggingListener;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A worker process whose clock is off: by the milliseconds of its third argument, then by those of each line of standard
 * input, until that ends. Prints what it does, one event a line behind {@link #EVENT}, and logs in between.
 */
final class ShiftedWorker {
    static final String EVENT = "event: ";
    static final TaskType<Job> JOB = TaskType.of("job", Job.class, TaskPolicy.standard());

    private ShiftedWorker() {}

    public record Job(UUID user) implements Task {}

    static TaskCodec codec(InstantSource clock) {
        return new TaskCodec(TaskTypes.builtIn().with(List.of(JOB)), clock);
    }

    /** Starts one with the class path of this process; its output and its log come together. */
    static Process start(String redisUrl, String namespace, long offsetMillis) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShiftedWorker.class.getName(),
                        redisUrl,
                        namespace,
                        Long.toString(offsetMillis))
                .redirectErrorStream(true)
                .start();
    }

    public static void main(String[] args) throws IOException {
        AtomicLong offset = new AtomicLong(Long.parseLong(args[2]));
        InstantSource clock = () -> Instant.now().plusMillis(offset.get());
        BrxConfig config = BrxConfig.from(Map.of("REDIS_URL", args[0], "BRX_NAMESPACE", args[1]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (RedisBackend redis = RedisBackend.connect(config.redis(), new SimpleMeterRegistry())) {
            TaskCodec codec = codec(clock);
            TaskQueue queue = redis.queue(codec, clock);
            Handlers handlers = Handlers.none().with(JOB, (task, context) -> {
                say("ran " + task.user());
                return Disposition.ack();
            });
            Worker.Parts parts = new Worker.Parts(
                    queue, codec, handlers, OperationRecorder.NONE, List.of(new LoggingListener(), new Ears()));
            WorkerOptions options = WorkerOptions.DEFAULTS.withThreads(1).withQueues(TaskPolicy.DEFAULT);
            try (Worker worker = new Worker(parts, options).start()) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    offset.set(Long.parseLong(line));
                }
            }
        }
    }

    private static void say(String what) {
        System.out.println(EVENT + what);
    }

    private static final class Ears implements WorkerListener {
        @Override
        public void clockWrong(Duration skew) {
            say("wrong");
        }

        @Override
        public void clockRight() {
            say("right");
        }
    }
}
