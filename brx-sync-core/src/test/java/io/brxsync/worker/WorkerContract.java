package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.QueueControl;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskState;
import io.brxsync.queue.TaskView;
import io.brxsync.queue.WorkerReport;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.RetryPolicy;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker promises, over the reference queue and over Redis. */
@Timeout(60)
public abstract class WorkerContract {
    /** A task whose handler is chosen by each test. */
    public record Job(UUID user, int number) implements Task {}

    private static final TaskPolicy POLICY =
            TaskPolicy.standard().withRetry(new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(5)));
    protected static final TaskType<Job> JOB = TaskType.of("job", Job.class, POLICY);
    protected static final TaskTypes TYPES = TaskTypes.builtIn().with(List.of(JOB));

    protected final TaskCodec codec = new TaskCodec(TYPES, InstantSource.system());
    private final List<Worker> workers = new ArrayList<>();
    private final Events events = new Events();
    protected TaskQueue queue;

    protected abstract TaskQueue create(TaskCodec codec);

    /** Remembers what happened, for tests to wait for. */
    private static final class Events implements WorkerListener {
        final BlockingQueue<Disposition> finished = new LinkedBlockingQueue<>();
        final BlockingQueue<TaskMessage> lost = new LinkedBlockingQueue<>();
        final BlockingQueue<DeadTask> crashed = new LinkedBlockingQueue<>();
        final AtomicReference<Claim> lastClaim = new AtomicReference<>();

        @Override
        public void started(Claim claim) {
            lastClaim.set(claim);
        }

        @Override
        public void finished(Claim claim, Disposition disposition, Duration took) {
            finished.add(disposition);
        }

        @Override
        public void leaseLost(TaskMessage message) {
            lost.add(message);
        }

        @Override
        public void buriedByQueue(DeadTask task) {
            crashed.add(task);
        }

        <T> T next(BlockingQueue<T> queue) throws InterruptedException {
            T event = queue.poll(20, TimeUnit.SECONDS);
            assertThat(event).as("an event within 20 s").isNotNull();
            return event;
        }
    }

    @BeforeEach
    void createQueue() {
        queue = create(codec);
    }

    @AfterEach
    void closeWorkers() {
        workers.forEach(Worker::close);
    }

    protected Worker worker(WorkerOptions options, Handlers handlers) {
        Worker worker =
                new Worker(new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of(events)), options);
        workers.add(worker);
        return worker;
    }

    protected Worker start(int threads, TaskHandler<Job> handler) {
        return worker(options(threads), Handlers.none().with(JOB, handler)).start();
    }

    protected static WorkerOptions options(int threads) {
        return WorkerOptions.DEFAULTS
                .withThreads(threads)
                .withQueues("default")
                .withLease(Duration.ofMillis(600))
                .withDrainTimeout(Duration.ofMillis(300));
    }

    protected String add(int number) {
        return add(new UUID(7, number), number);
    }

    protected String add(UUID user, int number) {
        return queue.enqueue(List.of(codec.encode(new Job(user, number), EnqueueOptions.DEFAULTS)))
                .get(0)
                .taskId();
    }

    private TaskState stateOf(String id) {
        return queue.control().find(id).map(TaskView::state).orElse(TaskState.UNKNOWN);
    }

    @Test
    void everyTaskOfManyUsersRunsOnceAndInOrder() throws InterruptedException {
        int users = 20;
        int each = 25;
        for (int number = 0; number < each; number++) {
            for (int user = 0; user < users; user++) {
                add(new UUID(0, user), number);
            }
        }
        Map<UUID, List<Integer>> seen = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(users * each);
        TaskHandler<Job> handler = (task, context) -> {
            seen.computeIfAbsent(task.user(), user -> new ArrayList<>()).add(task.number());
            all.countDown();
            return Disposition.ack();
        };
        start(4, handler);
        start(4, handler);
        assertThat(all.await(40, TimeUnit.SECONDS)).isTrue();
        closeWorkers();
        assertThat(seen)
                .hasSize(users)
                .allSatisfy((user, numbers) -> assertThat(numbers).hasSize(each).isSorted());
        assertThat(queue.control().stats().get(0))
                .satisfies(stats -> assertThat(stats.ready() + stats.claimed() + stats.scheduled() + stats.dead())
                        .isZero());
    }

    @Test
    void whatWasClaimedAheadOfALongTaskGoesToAnotherWorker() throws InterruptedException {
        int shortTasks = 1600;
        int longTask = 1200;
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch others = new CountDownLatch(shortTasks);
        TaskHandler<Job> handler = (task, context) -> {
            if (task.number() == longTask) {
                started.countDown();
                release.await();
            } else {
                others.countDown();
            }
            return Disposition.ack();
        };
        for (int number = 0; number <= shortTasks; number++) {
            add(number);
        }
        start(1, handler);
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        start(1, handler);
        assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(events.lost).isEmpty();
        release.countDown();
        closeWorkers();
        assertThat(queue.control().stats().get(0))
                .satisfies(stats -> assertThat(stats.ready() + stats.claimed() + stats.scheduled() + stats.dead())
                        .isZero());
    }

    @Test
    void anIdleWorkerIsRousedByATask() throws InterruptedException {
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        start(2, (task, context) -> {
            seen.add(task.number());
            return Disposition.ack();
        });
        for (int i = 0; i < 30; i++) {
            add(i);
            assertThat(events.next(seen)).isEqualTo(i);
        }
    }

    @Test
    void aFailureIsRetriedAndBuriedAfterItsLastAttempt() throws InterruptedException {
        List<Integer> attempts = new ArrayList<>();
        AtomicReference<String> told = new AtomicReference<>();
        TaskHandler<Job> failing = new TaskHandler<>() {
            @Override
            public Disposition handle(Job task, TaskContext context) {
                attempts.add(context.attempts());
                throw new IllegalStateException("secret detail");
            }

            @Override
            public void buried(Job task, String reason) {
                told.set(reason);
            }
        };
        String id = add(1);
        start(1, failing);
        assertThat(events.next(events.finished)).isInstanceOf(Disposition.RetryAfter.class);
        assertThat(events.next(events.finished)).isInstanceOf(Disposition.RetryAfter.class);
        assertThat(events.next(events.finished)).isInstanceOf(Disposition.Bury.class);
        closeWorkers();
        assertThat(attempts).containsExactly(0, 1, 2);
        assertThat(told.get()).contains("3 attempts", "IllegalStateException").doesNotContain("secret detail");
        assertThat(stateOf(id)).isEqualTo(TaskState.DEAD);
        assertThat(queue.control().dead(null, 0, 5).get(0).reason()).isEqualTo(told.get());
    }

    @Test
    void waitingForAllowanceOrAServerIsNoAttempt() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        add(1);
        start(1, (task, context) -> {
            assertThat(context.attempts()).isZero();
            switch (calls.incrementAndGet()) {
                case 1 -> throw BrxException.rateLimited("no allowance", Duration.ofMillis(5));
                case 2 -> throw BrxException.unavailable("no database", Duration.ofMillis(5), null);
                default -> {
                    return Disposition.ack();
                }
            }
        });
        assertThat(events.next(events.finished))
                .isEqualTo(new Disposition.Hold(Duration.ofMillis(5), "no allowance", null));
        assertThat(events.next(events.finished)).isInstanceOf(Disposition.Hold.class);
        assertThat(events.next(events.finished)).isInstanceOf(Disposition.Ack.class);
    }

    @Test
    void aRefusedTokenIsBuriedAtOnce() throws InterruptedException {
        add(1);
        start(1, (task, context) -> {
            throw BrxException.of(BrxException.Kind.UNAUTHORIZED, "token refused");
        });
        assertThat(events.next(events.finished)).isEqualTo(new Disposition.Bury("token refused"));
    }

    @Test
    void aLongTaskKeepsItsLeaseAndRunsOnce() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch probe = new CountDownLatch(1);
        UUID user = new UUID(1, 1);
        add(user, 1);
        TaskHandler<Job> handler = (task, context) -> {
            if (task.number() == 1) {
                runs.incrementAndGet();
                release.await();
            } else {
                probe.countDown();
            }
            return Disposition.ack();
        };
        start(1, handler);
        Worker other = start(1, handler);
        // A task that comes due after three leases is this test's clock.
        queue.enqueue(List.of(
                codec.encode(new Job(new UUID(2, 2), 2), EnqueueOptions.DEFAULTS.after(Duration.ofMillis(1800)))));
        assertThat(probe.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(runs).hasValue(1);
        release.countDown();
        events.next(events.finished);
        events.next(events.finished);
        assertThat(events.lost).isEmpty();
        other.close();
    }

    @Test
    void aLostLeaseCancelsTheHandlerAndItsResultCountsForNothing() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        String id = add(1);
        Worker worker = start(1, (task, context) -> {
            if (runs.incrementAndGet() == 1) {
                started.countDown();
                new CountDownLatch(1).await(); // until interrupted
            }
            return Disposition.ack();
        });
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        takeAway(id);
        assertThat(events.next(events.lost).id()).isEqualTo(id);
        worker.close();
        assertThat(worker.running()).isZero();
        assertThat(events.finished).isEmpty();
        assertThat(stateOf(id)).isEqualTo(TaskState.CLAIMED);
    }

    /** Lets the lease of a running task end in the queue although its worker lives, and gives the task to the test. */
    protected abstract void takeAway(String id);

    @Test
    void aCancelledTaskIsStopped() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        String id = add(1);
        start(1, (task, context) -> {
            started.countDown();
            new CountDownLatch(1).await();
            return Disposition.ack();
        });
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.control().cancel(id)).isEqualTo(TaskState.CLAIMED);
        assertThat(events.next(events.finished)).isEqualTo(new Disposition.Bury("cancelled"));
    }

    @Test
    void aTaskBeyondItsTimeLimitFailsThatAttempt() throws InterruptedException {
        TaskType<Job> hasty = TaskType.of("job", Job.class, POLICY.withTimeLimit(Duration.ofMillis(50)));
        add(1);
        worker(options(1), Handlers.none().with(hasty, (Job task, TaskContext context) -> {
                    new CountDownLatch(1).await();
                    return Disposition.ack();
                }))
                .start();
        assertThat(events.next(events.finished)).isInstanceOfSatisfying(Disposition.RetryAfter.class, retry -> {
            assertThat(retry.countsAsAttempt()).isTrue();
            assertThat(retry.reason()).contains("time limit");
        });
    }

    @Test
    void drainingLetsRunningTasksEnd() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        String id = add(1);
        Worker worker = worker(
                        options(1).withDrainTimeout(Duration.ofSeconds(20)),
                        Handlers.none().with(JOB, (Job task, TaskContext context) -> {
                            started.countDown();
                            finish.await();
                            return Disposition.ack();
                        }))
                .start();
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        worker.drain();
        String next = add(2);
        finish.countDown();
        worker.close();
        assertThat(stateOf(id)).isEqualTo(TaskState.UNKNOWN);
        assertThat(stateOf(next)).isEqualTo(TaskState.READY);
    }

    @Test
    void whatDoesNotEndInTimeGoesBackWithoutAnAttempt() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        String id = add(1);
        Worker worker = start(1, (task, context) -> {
            started.countDown();
            new CountDownLatch(1).await();
            return Disposition.ack();
        });
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        worker.close();
        TaskView view = queue.control().find(id).orElseThrow();
        assertThat(view.state()).isEqualTo(TaskState.READY);
        assertThat(view.attempts()).isZero();
        assertThat(view.crashes()).isZero();
    }

    @Test
    void aHandlerThatYieldsGoesOnFromItsCheckpoint() throws InterruptedException {
        add(1);
        BlockingQueue<String> checkpoints = new LinkedBlockingQueue<>();
        start(1, (task, context) -> {
            checkpoints.add(context.checkpoint().orElse("none"));
            return context.checkpoint().isPresent() ? Disposition.ack() : Disposition.yield("half done", "page 2");
        });
        assertThat(events.next(checkpoints)).isEqualTo("none");
        assertThat(events.next(checkpoints)).isEqualTo("page 2");
    }

    @Test
    void aPayloadThatDoesNotFitIsBuriedAndStopsNobody() throws InterruptedException {
        TaskMessage message = codec.encode(new Job(new UUID(1, 1), 1), EnqueueOptions.DEFAULTS);
        queue.enqueue(List.of(message.withPayload("{\"colour\":\"red\"}")));
        add(2);
        start(1, (task, context) -> Disposition.ack());
        assertThat(events.next(events.finished))
                .isInstanceOfSatisfying(
                        Disposition.Bury.class,
                        bury -> assertThat(bury.reason()).contains("colour"));
        assertThat(events.next(events.finished)).isInstanceOf(Disposition.Ack.class);
    }

    @Test
    void consecutiveTasksReachABatchHandlerTogether() throws InterruptedException {
        UUID user = new UUID(1, 1);
        for (int i = 0; i < 5; i++) {
            add(user, i);
        }
        BlockingQueue<List<Integer>> batches = new LinkedBlockingQueue<>();
        BatchTaskHandler<Job> handler = new BatchTaskHandler<>() {
            @Override
            public int maxBatch() {
                return 3;
            }

            @Override
            public List<Disposition> handle(List<Item<Job>> items) {
                batches.add(items.stream().map(item -> item.task().number()).toList());
                return items.stream().map(item -> Disposition.ack()).toList();
            }
        };
        worker(options(1), Handlers.none().with(JOB, handler)).start();
        assertThat(events.next(batches)).containsExactly(0, 1, 2);
        assertThat(events.next(batches)).containsExactly(3, 4);
    }

    @Test
    void aPoisonousTaskIsBuriedAndTheRestGoesOn() throws InterruptedException {
        String id = add(new UUID(1, 1), 1);
        loseLease(id, 3);
        add(new UUID(1, 1), 2);
        start(1, (task, context) -> Disposition.ack());
        assertThat(events.next(events.crashed).message().id()).isEqualTo(id);
        assertThat(events.next(events.finished)).isInstanceOf(Disposition.Ack.class);
    }

    @Test
    void aPausedQueueRunsNothingUntilItIsResumed() throws InterruptedException {
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        worker(options(2).withQueues("default", "other"), Handlers.none().with(JOB, (Job task, TaskContext context) -> {
                    seen.add(task.number());
                    return Disposition.ack();
                }))
                .start();
        queue.control().pause("default");
        String waiting = add(1);
        queue.enqueue(List.of(codec.encode(new Job(new UUID(7, 2), 2), EnqueueOptions.DEFAULTS.onQueue("other"))));
        assertThat(events.next(seen)).isEqualTo(2);
        assertThat(stateOf(waiting)).isEqualTo(TaskState.READY);
        queue.control().resume("default");
        assertThat(events.next(seen)).isEqualTo(1);
    }

    @Test
    void aHeldUserWaitsAndNobodyElse() throws InterruptedException {
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        start(1, (task, context) -> {
            seen.add(task.number());
            return Disposition.ack();
        });
        UUID held = new UUID(1, 1);
        queue.control().hold(held);
        String waiting = add(held, 1);
        add(new UUID(2, 2), 2);
        assertThat(events.next(seen)).isEqualTo(2);
        assertThat(stateOf(waiting)).isEqualTo(TaskState.READY);
        queue.control().release(held);
        assertThat(events.next(seen)).isEqualTo(1);
    }

    @Test
    void aTaskThatIsCancelledWhileItWaitsNeverRuns() throws InterruptedException {
        BlockingQueue<Integer> seen = new LinkedBlockingQueue<>();
        CountDownLatch first = new CountDownLatch(1);
        UUID user = new UUID(1, 1);
        add(user, 1);
        String unwanted = add(user, 2);
        add(user, 3);
        start(1, (task, context) -> {
            seen.add(task.number());
            first.await();
            return Disposition.ack();
        });
        assertThat(events.next(seen)).isEqualTo(1);
        assertThat(queue.control().cancel(unwanted)).isEqualTo(TaskState.READY);
        first.countDown();
        assertThat(events.next(seen)).isEqualTo(3);
        assertThat(stateOf(unwanted)).isEqualTo(TaskState.UNKNOWN);
    }

    @Test
    void aTypeRunsNoMoreOftenAtOnceThanItMay() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        queue.control().limitConcurrency(QueueControl.Scope.TYPE, "job", 2);
        for (int i = 0; i < 60; i++) {
            add(i);
        }
        CountDownLatch all = new CountDownLatch(60);
        TaskHandler<Job> handler = (task, context) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            running.decrementAndGet();
            all.countDown();
            return Disposition.ack();
        };
        start(4, handler);
        start(4, handler);
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    void theLastQueueGetsItsShareWhileTheFirstIsNeverEmpty() throws InterruptedException {
        int share = 16;
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        for (int i = 0; i < 200; i++) {
            queue.enqueue(List.of(
                    codec.encode(new Job(new UUID(1, i), i), EnqueueOptions.DEFAULTS.onQueue("first")),
                    codec.encode(new Job(new UUID(2, i), i), EnqueueOptions.DEFAULTS.onQueue("last"))));
        }
        CountDownLatch enough = new CountDownLatch(160);
        worker(options(1).withQueues("first", "last"), Handlers.none().with(JOB, (Job task, TaskContext context) -> {
                    order.add(context.message().queue());
                    enough.countDown();
                    return Disposition.ack();
                }))
                .start();
        assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
        long last = order.stream().limit(160).filter("last"::equals).count();
        assertThat(last).isBetween(160L / share - 1, 160L / share + 1);
    }

    @Test
    void duringAnUpgradeOldWorkersLeaveNewVersionsToNewOnesAndShowThatTheyWait() throws InterruptedException {
        TaskType<Job> newer = new TaskType<>("job", 2, Job.class, POLICY);
        TaskCodec newCodec = new TaskCodec(TaskTypes.builtIn().with(List.of(newer)), InstantSource.system());
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        start(1, (task, context) -> {
            seen.add("old worker: " + task.number());
            return Disposition.ack();
        });
        UUID user = new UUID(1, 1);
        String waiting = queue.enqueue(List.of(newCodec.encode(new Job(user, 1), EnqueueOptions.DEFAULTS)))
                .get(0)
                .taskId();
        add(user, 2);
        add(new UUID(2, 2), 3);
        assertThat(events.next(seen)).isEqualTo("old worker: 3");
        assertThat(stateOf(waiting)).isEqualTo(TaskState.READY);
        assertThat(queue.control().stats().get(0).parkedLanes()).isEqualTo(1);

        Handlers handlers = Handlers.none().with(newer, (Job task, TaskContext context) -> {
            seen.add("new worker: " + task.number());
            return Disposition.ack();
        });
        try (Worker ignored = new Worker(
                        new Worker.Parts(queue, newCodec, handlers, OperationRecorder.NONE, List.of()), options(1))
                .start()) {
            assertThat(events.next(seen)).isEqualTo("new worker: 1");
            assertThat(events.next(seen)).isEqualTo("old worker: 2");
        }
    }

    /** Claims a task again and again as a worker that dies would. */
    protected abstract void loseLease(String id, int times);

    @Test
    void everybodySeesWhatItsThreadsDoAndWhatItDid() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        add(new UUID(1, 1), 1);
        Worker worker = worker(options(2), Handlers.none().with(JOB, (job, context) -> {
                    if (job.number() == 2) {
                        running.countDown();
                        release.await();
                    }
                    return Disposition.ack();
                }))
                .start();
        events.next(events.finished);
        String task = add(new UUID(1, 2), 2);
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        while (worker.running() > 1) {
            Thread.onSpinWait(); // the first thread has told of its task's end, and is about to come to its own
        }
        worker.report();
        WorkerReport report = queue.control().workers().all().stream()
                .findFirst()
                .orElseThrow()
                .report();
        assertThat(report.threads()).isEqualTo(2);
        assertThat(report.queues()).containsExactly("default");
        assertThat(report.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(report.totals().done()).isEqualTo(1);
        assertThat(report.totals().waits().total()).isEqualTo(2);
        assertThat(report.totals().runs().total()).isEqualTo(1);
        assertThat(report.running()).singleElement().satisfies(activity -> {
            assertThat(activity.task()).isEqualTo(task);
            assertThat(activity.type()).isEqualTo("job");
            assertThat(activity.user()).isEqualTo(new UUID(1, 2));
            assertThat(activity.thread()).startsWith("brx-worker-");
            assertThat(activity.tasks()).isEqualTo(1);
        });
        release.countDown();
        worker.close();
        assertThat(queue.control().workers().all()).isEmpty();
    }
}
