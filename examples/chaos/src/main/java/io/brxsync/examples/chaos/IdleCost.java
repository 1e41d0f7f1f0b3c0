package io.brxsync.examples.chaos;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.TaskQueue;
import io.brxsync.redis.RedisBackend;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run.sh idle}: what tasks cost that wait for their time. */
@Command(
        name = "idle",
        mixinStandardHelpOptions = true,
        description = "Schedules many tasks for tomorrow and measures what Redis does while a worker waits for them.")
final class IdleCost implements Callable<Integer> {
    private static final int BATCH = 5000;

    @Option(names = "--tasks", paramLabel = "N", description = "Scheduled tasks (default: 1000000).")
    private int tasks = 1_000_000;

    @Option(names = "--seconds", paramLabel = "N", description = "How long to watch (default: 30).")
    private int seconds = 30;

    private final PrintStream out = System.out;

    @Override
    public Integer call() throws InterruptedException {
        TaskCodec codec = new TaskCodec(TaskTypes.builtIn().with(List.of(Job.TYPE)), InstantSource.system());
        try (LocalRedis redis = LocalRedis.start();
                RedisBackend backend = RedisBackend.connect(
                        BrxConfig.from(Map.of("REDIS_URL", redis.url())).redis(), new SimpleMeterRegistry())) {
            TaskQueue queue = backend.queue(codec, InstantSource.system());
            Handlers handlers = Handlers.none().with(Job.TYPE, (job, context) -> Disposition.ack());
            Worker.Parts parts = new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of());
            try (Worker worker = new Worker(parts, WorkerOptions.DEFAULTS).start()) {
                watch("an empty queue", redis);
                long begin = System.nanoTime();
                schedule(queue, codec);
                out.printf(
                        "scheduled %d tasks in %d s, Redis uses %s MB%n",
                        tasks,
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                        Long.parseLong(redis.info("memory").get("used_memory")) >> 20);
                watch(tasks + " scheduled tasks", redis);
            }
        }
        return 0;
    }

    private void schedule(TaskQueue queue, TaskCodec codec) {
        for (int from = 0; from < tasks; from += BATCH) {
            List<TaskMessage> messages = new ArrayList<>(BATCH);
            for (int i = from; i < Math.min(tasks, from + BATCH); i++) {
                Job job = new Job(Plan.user(i), i, Job.Kind.PLAIN, 0, null);
                messages.add(codec.encode(
                        job, EnqueueOptions.DEFAULTS.after(Duration.ofDays(1).plusMillis(i))));
            }
            queue.enqueue(messages);
        }
    }

    private void watch(String what, LocalRedis redis) throws InterruptedException {
        double cpu = cpu(redis);
        long calls = scripts(redis);
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
        out.printf(
                "%1$s: %2$d script calls in %4$d s, %3$.2f ms of Redis' CPU per second%n",
                what, scripts(redis) - calls, (cpu(redis) - cpu) * 1000 / seconds, seconds);
    }

    private static double cpu(LocalRedis redis) {
        Map<String, String> cpu = redis.info("cpu");
        return Double.parseDouble(cpu.get("used_cpu_user")) + Double.parseDouble(cpu.get("used_cpu_sys"));
    }

    private static long scripts(LocalRedis redis) {
        String evals = redis.info("commandstats").getOrDefault("cmdstat_evalsha", "calls=0,");
        return Long.parseLong(evals.substring("calls=".length(), evals.indexOf(',')));
    }
}
