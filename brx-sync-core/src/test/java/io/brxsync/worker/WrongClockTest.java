package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.Disposition;
import io.brxsync.queue.InMemoryTaskQueue;
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
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker claims at the moment in which its clock is found wrong. */
@Timeout(60)
class WrongClockTest {
    record Job(UUID user) implements Task {}

    private static final TaskType<Job> JOB = TaskType.of("job", Job.class, TaskPolicy.standard());

    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn().with(List.of(JOB)), InstantSource.system());
    private final TaskQueue queue = new InMemoryTaskQueue(codec, InstantSource.system());
    private final AtomicLong nanos = new AtomicLong();
    private final Queue<UUID> ran = new ConcurrentLinkedQueue<>();
    private final CountDownLatch wrong = new CountDownLatch(1);
    private boolean comparedBefore;
    private String late;

    private String add(Duration delay) {
        Job job = new Job(UUID.randomUUID());
        return queue.enqueue(List.of(codec.encode(job, EnqueueOptions.DEFAULTS.after(delay))))
                .get(0)
                .taskId();
    }

    /** Right at first, wrong when it is compared again, which is due at once. */
    private Duration skew() {
        if (comparedBefore) {
            return Duration.ofSeconds(1);
        }
        comparedBefore = true;
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        return Duration.ZERO;
    }

    @Test
    void whoeverHearsThatTheClockIsWrongFindsThatNothingIsClaimedAnyMore() throws InterruptedException {
        WorkerListener enqueues = new WorkerListener() {
            @Override
            public void clockWrong(Duration skew) {
                late = add(Duration.ZERO);
                wrong.countDown();
            }
        };
        Handlers handlers = Handlers.none().with(JOB, (task, context) -> {
            ran.add(task.user());
            return Disposition.ack();
        });
        ExecutorService thread = Executors.newSingleThreadExecutor();
        TaskRunner runner =
                new TaskRunner(handlers, codec, OperationRecorder.NONE, enqueues, new Random(1), nanos::get);
        ClockGuard guard = new ClockGuard(this::skew, enqueues, nanos::get);
        Dispatcher dispatcher = new Dispatcher(
                new Dispatcher.Parts(queue, runner, thread, enqueues, OperationRecorder.NONE, guard, nanos::get),
                WorkerOptions.DEFAULTS.withThreads(1).withQueues(TaskPolicy.DEFAULT),
                handlers);
        queue.onWork(dispatcher::rouse);
        add(Duration.ofSeconds(1)); // its time is the worker's reason to look again
        Thread dispatching = new Thread(dispatcher::run);
        dispatching.start();

        assertThat(wrong.await(30, TimeUnit.SECONDS)).isTrue();
        dispatcher.stop();
        dispatching.join();
        thread.shutdown();
        assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).isEmpty();
        assertThat(queue.control().find(late).map(TaskView::state)).contains(TaskState.READY);
    }
}
