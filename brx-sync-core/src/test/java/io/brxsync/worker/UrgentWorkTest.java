package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.InMemoryTaskQueue;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskState;
import io.brxsync.queue.TaskView;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * When a worker whose only thread is busy fetches work of a preferred queue. Its clock moves only as tasks and exchanges
 * take their time.
 */
@Timeout(60)
class UrgentWorkTest {
    record Job(UUID user, int millis) implements Task {}

    private static final int BLOCKS = -1;
    private static final Duration ROUND_TRIP = Duration.ofMillis(1);
    private static final TaskType<Job> JOB = TaskType.of("job", Job.class, TaskPolicy.standard());

    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn().with(List.of(JOB)), InstantSource.system());
    private final TaskQueue queue = new InMemoryTaskQueue(codec, InstantSource.system());
    private final AtomicLong nanos = new AtomicLong();
    private final Queue<ClaimRequest> asked = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final Semaphore done = new Semaphore(0);
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private Dispatcher dispatcher;
    private Thread dispatching;
    private int users;

    @BeforeEach
    void start() {
        WorkerOptions options = WorkerOptions.DEFAULTS
                .withThreads(1)
                .withQueues("first", "second")
                .withLease(Duration.ofHours(1))
                .withLowShare(0);
        Handlers handlers = Handlers.none().with(JOB, (Job job, TaskContext context) -> {
            ran.add(context.message().id());
            if (job.millis() == BLOCKS) {
                blocked.countDown();
                release.await();
            } else {
                nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(job.millis()));
            }
            done.release();
            return Disposition.ack();
        });
        WorkerListener nobody = new WorkerListener() {};
        TaskRunner runner = new TaskRunner(handlers, codec, OperationRecorder.NONE, nobody, new Random(1), nanos::get);
        ClockGuard guard = new ClockGuard(() -> Duration.ZERO, nobody, nanos::get);
        dispatcher = new Dispatcher(
                new Dispatcher.Parts(new Observed(), runner, thread, nobody, OperationRecorder.NONE, guard, nanos::get),
                options,
                handlers);
        dispatching = new Thread(dispatcher::run);
        queue.onWork(dispatcher::rouse);
    }

    @AfterEach
    void stop() throws InterruptedException {
        release.countDown();
        dispatcher.drain();
        thread.shutdown();
        assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        dispatcher.stop();
        dispatching.join();
    }

    /** The queue, whose exchanges take their time and are written down. */
    private final class Observed extends ForwardingQueue {
        Observed() {
            super(queue);
        }

        @Override
        public CompletionStage<Exchange> exchangeAsync(List<Settlement> settlements, ClaimRequest request) {
            asked.add(request);
            nanos.addAndGet(ROUND_TRIP.toNanos());
            return super.exchangeAsync(settlements, request);
        }
    }

    private String add(String name, int millis) {
        return queue.enqueue(List.of(
                        codec.encode(new Job(new UUID(1, users++), millis), EnqueueOptions.DEFAULTS.onQueue(name))))
                .get(0)
                .taskId();
    }

    /** Lets the worker learn how long tasks take, and then has its thread busy with one that blocks. */
    private void runAndBlock(int millis) throws InterruptedException {
        int tasks = 1000;
        for (int i = 0; i < tasks; i++) {
            add("second", millis);
        }
        dispatching.start();
        assertThat(done.tryAcquire(tasks, 30, TimeUnit.SECONDS)).isTrue();
        add("second", BLOCKS);
        assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
        ran.clear();
    }

    private TaskState stateOf(String id) {
        return queue.control().find(id).map(TaskView::state).orElse(TaskState.UNKNOWN);
    }

    private void awaitState(String id, TaskState state) {
        while (stateOf(id) != state) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whereTasksAreShortItIsFetchedAtOnceAndGoesAhead() throws InterruptedException {
        runAndBlock(2);
        String usual = add("second", 2);
        awaitState(usual, TaskState.CLAIMED);
        String urgent = add("first", 2);
        awaitState(urgent, TaskState.CLAIMED);
        String more = add("first", 2);
        assertThat(stateOf(more)).as("one is enough").isEqualTo(TaskState.READY);
        release.countDown();
        assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(urgent);
        assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(usual);
        assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(more);
    }

    @Test
    void nothingElseIsFetchedWithIt() throws InterruptedException {
        runAndBlock(2);
        awaitState(add("second", 2), TaskState.CLAIMED);
        asked.clear();
        String usual = add("second", 2);
        assertThat(stateOf(usual)).isEqualTo(TaskState.READY);
        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.queues()).containsExactly("first"));
    }

    @Test
    void whereTasksAreLongNobodyAsksForIt() throws InterruptedException {
        runAndBlock(1000);
        asked.clear();
        String urgent = add("first", 1);
        assertThat(stateOf(urgent)).isEqualTo(TaskState.READY);
        assertThat(asked).isEmpty();
        String usual = add("second", 1);
        release.countDown();
        assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(urgent);
        assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(usual);
    }

    @Test
    void whereAllThreadsAreBusyForUnusuallyLongNobodyAsksForIt() throws InterruptedException {
        runAndBlock(2);
        awaitState(add("second", 2), TaskState.CLAIMED);
        asked.clear();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(15));
        assertThat(stateOf(add("first", 1))).isEqualTo(TaskState.READY);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatWaitsTooLongGoesBackAndNothingIsFetchedForAWhile() throws InterruptedException {
        runAndBlock(2);
        awaitState(add("second", 2), TaskState.CLAIMED);
        String urgent = add("first", 2);
        awaitState(urgent, TaskState.CLAIMED);
        nanos.addAndGet(ClaimAhead.PATIENCE.toNanos());
        awaitState(urgent, TaskState.READY);
        assertThat(stateOf(add("first", 2))).isEqualTo(TaskState.READY);
        assertThat(stateOf(urgent)).isEqualTo(TaskState.READY);
    }
}
