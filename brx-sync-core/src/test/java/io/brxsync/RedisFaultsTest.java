package io.brxsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisOptions;
import io.brxsync.port.Operation;
import io.brxsync.queue.Claim;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.worker.TaskHandler;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running worker does while Redis restarts, dies, hangs, is full or forgets everything. */
@Timeout(90)
class RedisFaultsTest {
    /** In the outbox. */
    record Job(UUID user, int number) implements Task {}

    /** Not in the outbox. */
    record Note(UUID user, int number) implements Task {}

    private static final TaskType<Job> JOB = TaskType.of("job", Job.class, TaskPolicy.standard());
    private static final TaskType<Note> NOTE =
            TaskType.of("note", Note.class, TaskPolicy.standard().withoutOutbox());
    private static final int TASKS = 300;

    /** Number of a task that only tells a test how late it is. */
    private static final int BELL = -1;

    private final Events events = new Events();
    private final Map<Integer, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final CountDownLatch someDone = new CountDownLatch(TASKS / 3);
    private final CountDownLatch allDone = new CountDownLatch(TASKS);
    private final List<Worker> workers = new ArrayList<>();
    private volatile TaskHandler<Task> handler = (task, context) -> Disposition.ack();
    private LocalRedis redis;
    private BrxSync brx;

    /** What the tests wait for. */
    private static final class Events implements WorkerListener {
        final CountDownLatch unavailable = new CountDownLatch(1);
        final CountDownLatch availableAgain = new CountDownLatch(1);
        final AtomicInteger lost = new AtomicInteger();
        final AtomicInteger mostCrashes = new AtomicInteger();

        @Override
        public void started(Claim claim) {
            mostCrashes.accumulateAndGet(claim.crashes(), Math::max);
        }

        @Override
        public void leaseLost(TaskMessage message) {
            lost.incrementAndGet();
        }

        @Override
        public void queueUnavailable(Exception reason, Duration retryIn) {
            unavailable.countDown();
        }

        @Override
        public void queueAvailable() {
            availableAgain.countDown();
        }
    }

    @BeforeEach
    void startServer(@TempDir Path directory) throws IOException {
        redis = LocalRedis.start(RedisOptions.defaults().with("appendonly yes", "appendfsync always"));
        Path yaml = Files.writeString(
                directory.resolve("redisson.yaml"), """
                singleServerConfig:
                  address: "%s"
                  timeout: 400
                  connectTimeout: 400
                  retryAttempts: 1
                  connectionPoolSize: 16
                  connectionMinimumIdleSize: 1
                  subscriptionConnectionMinimumIdleSize: 1
                threads: 2
                nettyThreads: 2
                """.formatted(redis.url().replaceFirst("/0$", "")));
        BrxConfig config = BrxConfig.from(Map.of("REDISSON_CONFIG", yaml.toString(), "BRX_NAMESPACE", "faults"));
        brx = BrxSync.builder(config)
                .handle(JOB, (task, context) -> count(task.number(), handler.handle(task, context)))
                .handle(NOTE, (task, context) -> count(task.number(), handler.handle(task, context)))
                .build();
    }

    private Disposition count(int number, Disposition disposition) {
        int run = runs.computeIfAbsent(number, first -> new AtomicInteger()).incrementAndGet();
        if (run == 1 && number != BELL) {
            someDone.countDown();
            allDone.countDown();
        }
        return disposition;
    }

    @AfterEach
    void stopServer() {
        redis.thaw();
        workers.forEach(Worker::close);
        brx.close();
        redis.close();
    }

    private Worker work(Duration lease, WorkerListener... more) {
        WorkerOptions options = WorkerOptions.DEFAULTS
                .withThreads(4)
                .withQueues("default")
                .withLease(lease)
                .withDrainTimeout(Duration.ofSeconds(5));
        List<WorkerListener> listeners = new ArrayList<>(List.of(more));
        listeners.add(events);
        Worker worker = brx.worker(
                        options,
                        Upkeep.DEFAULTS.withRecoverEvery(Duration.ofSeconds(1)),
                        listeners.toArray(WorkerListener[]::new))
                .start();
        workers.add(worker);
        return worker;
    }

    private List<Enqueued> enqueue(int from, int to) {
        return brx.enqueueAll(IntStream.range(from, to)
                .mapToObj(i -> brx.codec().encode(new Job(user(i), i), EnqueueOptions.DEFAULTS))
                .toList());
    }

    private static UUID user(int number) {
        return new UUID(3, number % 30);
    }

    private MemoryOperations operations() {
        return (MemoryOperations) brx.store().operations();
    }

    /** All tasks done, none twice, nothing left anywhere. */
    private void assertEverythingDoneOnce() throws InterruptedException {
        assertEverythingDone();
        assertThat(runs.values()).allSatisfy(count -> assertThat(count).hasValue(1));
    }

    private void assertEverythingDone() throws InterruptedException {
        assertThat(allDone.await(60, TimeUnit.SECONDS))
                .as("all done, still missing %s", allDone.getCount())
                .isTrue();
        // A handler's end is not its task's: one whose end could not be recorded waits for its next delivery.
        awaitUntil(() -> operations().count(Operation.Status.COMPLETED) == TASKS);
        workers.forEach(Worker::close);
        assertThat(operations().count(Operation.Status.COMPLETED)).isEqualTo(TASKS);
        assertThat(brx.redis().violations()).isEmpty();
        assertThat(brx.queues().stats())
                .allSatisfy(stats -> assertThat(stats.claimed() + stats.dead() + stats.scheduled())
                        .isZero());
    }

    @Test
    void aRestartWithItsDataIsAPause() throws InterruptedException {
        enqueue(0, 200);
        work(Duration.ofSeconds(30));
        assertThat(someDone.await(30, TimeUnit.SECONDS)).isTrue();
        redis.stop();
        // Whoever enqueues meanwhile is not turned away: the outbox has it.
        assertThat(enqueue(200, TASKS)).extracting(Enqueued::outcome).containsOnly(Enqueued.Outcome.DEFERRED);
        redis.startAgain();
        assertEverythingDoneOnce();
        assertThat(events.mostCrashes).hasValue(0);
    }

    @Test
    void aKilledServerThatWroteItsLogLosesNothing() throws InterruptedException {
        enqueue(0, TASKS);
        work(Duration.ofSeconds(30));
        assertThat(someDone.await(30, TimeUnit.SECONDS)).isTrue();
        redis.kill();
        redis.startAgain();
        assertEverythingDoneOnce();
        assertThat(events.mostCrashes).hasValue(0);
    }

    @Test
    void brokenConnectionsCostNoTaskItsGoodName() throws InterruptedException {
        AtomicInteger handled = new AtomicInteger();
        handler = (task, context) -> {
            if (handled.incrementAndGet() % 20 == 0) {
                redis.command("CLIENT", "KILL", "TYPE", "normal");
                redis.command("CLIENT", "KILL", "TYPE", "pubsub");
            }
            return Disposition.ack();
        };
        enqueue(0, TASKS);
        work(Duration.ofSeconds(30));
        assertEverythingDoneOnce();
        assertThat(events.mostCrashes).as("deliveries taken for crashes").hasValue(0);
    }

    @Test
    void anUnresponsiveServerIsWaitedFor() throws InterruptedException {
        enqueue(0, TASKS);
        work(Duration.ofSeconds(30));
        assertThat(someDone.await(30, TimeUnit.SECONDS)).isTrue();
        redis.freeze();
        if (allDone.getCount() > 0) {
            assertThat(events.unavailable.await(30, TimeUnit.SECONDS)).isTrue();
        }
        redis.thaw();
        assertEverythingDoneOnce();
        assertThat(events.mostCrashes).as("deliveries taken for crashes").hasValue(0);
        assertThat(events.lost).as("leases lost").hasValue(0);
    }

    @Test
    void aFullServerRefusesNewTasksAndLosesNoneAndWorkersGoOn() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch leaseHeld = new CountDownLatch(1);
        handler = (task, context) -> {
            if (task instanceof Job job && job.number() == 0) {
                running.countDown();
                leaseHeld.await();
            }
            return Disposition.ack();
        };
        enqueue(0, TASKS);
        Duration lease = Duration.ofSeconds(2);
        brx.enqueue(new Note(user(1), BELL), EnqueueOptions.DEFAULTS.after(lease.multipliedBy(2)));
        redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
        redis.command("CONFIG", "SET", "maxmemory", "1mb"); // less than an empty server needs
        assertThatThrownBy(() -> brx.enqueue(new Note(user(1), 1)))
                .isInstanceOfSatisfying(
                        BrxException.class, e -> assertThat(e.kind()).isEqualTo(BrxException.Kind.UNAVAILABLE))
                .hasMessageContaining("Redis is full");
        assertThat(brx.enqueue(new Job(user(1), 9999)).outcome()).isEqualTo(Enqueued.Outcome.DEFERRED);

        work(lease);
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        brx.queues().pause("default");
        brx.queues().resume("default");
        brx.queues().hold(new UUID(1, 1));
        brx.queues().release(new UUID(1, 1));
        // One lane stands behind the task that waits; all others come to their end in the meantime.
        int behind = TASKS / 30;
        awaitCount(allDone, behind);
        awaitRun(BELL);
        assertThat(events.lost).as("leases lost while full").hasValue(0);
        leaseHeld.countDown();
        assertThat(allDone.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(events.lost).as("leases lost while full").hasValue(0);

        redis.command("CONFIG", "SET", "maxmemory", "0");
        awaitRun(9999);
    }

    private static void awaitCount(CountDownLatch latch, long atMost) throws InterruptedException {
        awaitUntil(() -> latch.getCount() <= atMost);
        assertThat(latch.getCount()).isLessThanOrEqualTo(atMost);
    }

    private void awaitRun(int number) throws InterruptedException {
        awaitUntil(() -> runs.containsKey(number));
        assertThat(runs).containsKey(number);
    }

    /** Looks again and again for up to half a minute; the caller asserts what came of it. */
    private static void awaitUntil(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
            never.await(10, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void aServerThatForgetsEverythingIsToldAgainAndWhatRunsComesToItsEnd() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(4);
        CountDownLatch flushed = new CountDownLatch(1);
        handler = (task, context) -> {
            if (someDone.getCount() == 0 && flushed.getCount() > 0) {
                running.countDown();
                flushed.await();
            }
            return Disposition.ack();
        };
        enqueue(0, TASKS);
        work(Duration.ofMillis(900));
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        redis.command("FLUSHALL");
        // The keeper puts the claims of what runs back before recovery could hand them to anybody else.
        awaitUntil(() -> claimed() == 4);
        assertThat(claimed()).isEqualTo(4);
        flushed.countDown();
        assertEverythingDoneOnce();
        assertThat(events.lost).hasValue(0);
    }

    private long claimed() {
        return brx.queues().stats().stream().mapToLong(stats -> stats.claimed()).sum();
    }

    @Test
    void aDatabaseThatIsAwayDelaysTheEndsOnly() throws InterruptedException {
        CountDownLatch underWay = new CountDownLatch(1);
        CountDownLatch away = new CountDownLatch(1);
        CountDownLatch endUnrecorded = new CountDownLatch(1);
        handler = (task, context) -> {
            if (someDone.getCount() == 0) {
                underWay.countDown();
                away.await(); // these end while nobody can write that down
            }
            return Disposition.ack();
        };
        enqueue(0, TASKS);
        work(Duration.ofSeconds(30), new WorkerListener() {
            @Override
            public void finished(Claim claim, Disposition disposition, Duration took) {
                if (disposition instanceof Disposition.RetryAfter retry
                        && retry.reason().contains("could not be recorded")
                        && !retry.countsAsAttempt()) {
                    endUnrecorded.countDown();
                }
            }
        });
        assertThat(underWay.await(30, TimeUnit.SECONDS)).isTrue();
        operations().failWith(BrxException.unavailable("database is away", Duration.ofMillis(50), null));
        away.countDown();
        assertThat(endUnrecorded.await(30, TimeUnit.SECONDS)).isTrue();
        operations().failWith(null);
        assertEverythingDone();
        assertThat(events.lost).hasValue(0);
        assertThat(events.mostCrashes).hasValue(0);
    }
}
