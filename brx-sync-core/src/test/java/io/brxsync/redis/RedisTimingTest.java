package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.queue.Claim;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.TaskHandler;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

/** When tasks start and in which turn. */
@Timeout(60)
class RedisTimingTest {
    record Tick(UUID user, int number) implements Task {}

    private static final TaskType<Tick> TICK = TaskType.of("tick", Tick.class, TaskPolicy.standard());
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final TestRedis redis = TestRedis.fresh(Services.redis().url());
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn().with(List.of(TICK)), InstantSource.system());
    private final TaskQueue queue = redis.backend().queue(codec, InstantSource.system());

    @AfterEach
    void disconnect() {
        redis.close();
    }

    private static UUID user(int number) {
        return new UUID(6, number);
    }

    @Test
    void scheduledTasksStartAtTheirTime(TestReporter reporter) throws InterruptedException {
        int tasks = 150;
        CountDownLatch all = new CountDownLatch(tasks);
        ConcurrentLinkedQueue<Long> lateness = new ConcurrentLinkedQueue<>();
        TaskHandler<Tick> handler = (task, context) -> {
            Instant due = context.message().options().notBefore();
            lateness.add(Duration.between(due, Instant.now()).toMillis());
            all.countDown();
            return Disposition.ack();
        };
        WorkerOptions options = WorkerOptions.DEFAULTS.withThreads(4).withQueues("default");
        Handlers handlers = Handlers.none().with(TICK, handler);
        try (Worker worker = new Worker(
                        new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of()), options)
                .start()) {
            List<TaskMessage> messages = IntStream.range(0, tasks)
                    .mapToObj(i -> codec.encode(
                            new Tick(user(i), i), EnqueueOptions.DEFAULTS.after(Duration.ofMillis(200 + i * 13L))))
                    .toList();
            queue.enqueue(messages);
            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        }
        List<Long> sorted = lateness.stream().sorted().toList();
        long median = sorted.get(tasks / 2);
        reporter.publishEntry(
                "late by ms",
                "median " + median + ", 95 % " + sorted.get(tasks * 95 / 100) + ", most " + sorted.get(tasks - 1));
        assertThat(sorted.get(0)).as("none starts early").isGreaterThanOrEqualTo(0);
        // The machine may be busy with something else for a moment, but not half of the time.
        assertThat(median).isLessThanOrEqualTo(50);
    }

    /** I6 with a thousand lanes and one greedy user. */
    @Test
    void betweenTwoTurnsOfAUserEveryOtherReadyUserGetsOne() {
        int users = 1000;
        int turns = 3;
        List<TaskMessage> messages = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            messages.add(codec.encode(new Tick(user(users), i), EnqueueOptions.DEFAULTS));
        }
        for (int user = 0; user < users; user++) {
            for (int i = 0; i < turns; i++) {
                messages.add(codec.encode(new Tick(user(user), i), EnqueueOptions.DEFAULTS));
            }
        }
        queue.enqueue(messages);
        List<UUID> order = new ArrayList<>();
        List<Settlement> ended = List.of();
        for (int i = 0; i < messages.size() && order.size() < users * turns; i++) {
            ClaimRequest request = new ClaimRequest(7, List.of("default"), 0, Set.of("tick:1"), Map.of(), LEASE, 3);
            List<Claim> claims = queue.exchange(ended, request).claims();
            claims.forEach(claim -> order.add(claim.message().user()));
            ended = claims.stream()
                    .map(claim -> new Settlement(claim.lease(), Disposition.ack()))
                    .toList();
        }
        Map<UUID, Integer> lastTurn = new HashMap<>();
        for (int i = 0; i < users * (turns - 1); i++) {
            Integer before = lastTurn.put(order.get(i), i);
            if (before != null) {
                Set<UUID> between = new HashSet<>(order.subList(before + 1, i));
                // Claims of one exchange are taken at one moment: as many as a worker has threads may change places.
                assertThat(between.size())
                        .as("users between two turns of %s", order.get(i))
                        .isGreaterThan(users - 7);
            }
        }
        assertThat(order.stream().filter(user(users)::equals).count()).isLessThanOrEqualTo(turns + 1);
    }
}
