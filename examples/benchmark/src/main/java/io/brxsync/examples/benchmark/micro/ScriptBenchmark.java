package io.brxsync.examples.benchmark.micro;

import io.brxsync.config.BrxConfig;
import io.brxsync.config.LimitConfig;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.redis.RedisBackend;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskTypes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Round trips to a Redis on this machine, one at a time; the floor is one plain {@code SET NX} through the same client. */
@State(Scope.Thread)
public class ScriptBenchmark {
    private static final int USERS = 1000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), InstantSource.system());
    private final AtomicInteger number = new AtomicInteger();
    private final ClaimRequest request = new ClaimRequest(
            1,
            List.of(TaskPolicy.BULK_SYNC),
            0,
            Set.of(codec.types().named("bulk_sync").orElseThrow().capability()),
            Map.of(),
            MINUTE,
            3);

    private LocalRedis redis;
    private RedisBackend backend;
    private TaskQueue queue;
    private RateLimiter limiter;

    /** Starts Redis. */
    @Setup
    public void start() {
        redis = LocalRedis.start();
        backend = RedisBackend.connect(
                BrxConfig.from(Map.of("REDIS_URL", redis.url())).redis(), new SimpleMeterRegistry());
        queue = backend.queue(codec, InstantSource.system());
        // A limit that nobody reaches: what is measured is the call.
        limiter = backend.rateLimiter(
                new LimitConfig(1_000_000, Duration.ofSeconds(1), 1, 1, Duration.ZERO), LimitListener.NONE);
    }

    /** Stops it. */
    @TearDown
    public void stop() {
        backend.close();
        redis.close();
    }

    /** The floor. */
    @Benchmark
    public boolean floor() {
        return queue.control().tryLock("benchmark", MINUTE);
    }

    /** Enqueues a task, and claims and settles it: two calls, the second settling the task before. */
    @Benchmark
    public Exchange enqueueClaimSettle() {
        queue.enqueue(List.of(codec.encode(
                new SyncTask.BulkSync(Setting.user(number.incrementAndGet() % USERS)), EnqueueOptions.DEFAULTS)));
        Exchange exchange = queue.exchange(settlements, request);
        settlements = exchange.claims().stream()
                .map(claim -> new Settlement(claim.lease(), Disposition.ack()))
                .toList();
        return exchange;
    }

    private List<Settlement> settlements = List.of();

    /** Asks for one request's allowance and gives the answer back. */
    @Benchmark
    public Acquisition acquire() {
        Acquisition answer = limiter.acquire(new AllowanceRequest(
                Setting.user(number.incrementAndGet() % USERS), EndpointClass.GENERAL, Urgency.URGENT, MINUTE));
        if (answer instanceof Acquisition.Granted granted) {
            granted.permit().answered();
        }
        return answer;
    }
}
