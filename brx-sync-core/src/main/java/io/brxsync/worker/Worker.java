package io.brxsync.worker;

import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * N threads that run tasks from an ordered list of queues. Start it once, then close it. Thread-safe.
 *
 * <p>{@link #close()} drains: no more claims, running tasks may go on for the drain time-out, what is left then is
 * interrupted and goes back to its lane without an attempt being counted.
 */
public final class Worker implements AutoCloseable {
    /** After the drain time-out a handler gets this long to react to its interrupt. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration DRAIN_CHECK = Duration.ofMillis(5);

    private final TaskQueue queue;
    private final WorkerOptions options;
    private final WorkerListener listener;
    private final Dispatcher dispatcher;
    private final ExecutorService threads;
    private final ScheduledExecutorService timer;
    private final Thread dispatching;
    private final LeaseKeeper keeper;
    private final Housekeeper housekeeper;
    private final WorkerReporter reporter;
    private final LongSupplier nanos;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private TaskQueue.@Nullable Subscription subscription;

    /**
     * What a worker works with.
     *
     * @param queue the queue
     * @param codec reads tasks
     * @param handlers does the work
     * @param recorder keeps the record of operations
     * @param listeners hear of everything, in order
     * @param chores what this worker's namespace needs besides
     */
    public record Parts(
            TaskQueue queue,
            TaskCodec codec,
            Handlers handlers,
            OperationRecorder recorder,
            List<WorkerListener> listeners,
            List<Chore> chores) {
        /** Copies the lists. */
        public Parts {
            listeners = List.copyOf(listeners);
            chores = List.copyOf(chores);
        }

        /** Parts of a worker without chores. */
        public Parts(
                TaskQueue queue,
                TaskCodec codec,
                Handlers handlers,
                OperationRecorder recorder,
                List<WorkerListener> listeners) {
            this(queue, codec, handlers, recorder, listeners, List.of());
        }
    }

    /** A worker that waits for {@link #start()}. */
    public Worker(Parts parts, WorkerOptions options) {
        this.queue = parts.queue();
        this.options = options;
        this.housekeeper = new Housekeeper(queue.control(), parts.chores());
        List<WorkerListener> listeners = new ArrayList<>(parts.listeners());
        listeners.add(new WorkerListener() {
            @Override
            public void queueAvailable() {
                housekeeper.queueIsBack();
            }
        });
        this.nanos = System::nanoTime;
        this.reporter = new WorkerReporter(queue.control().workers(), options, this::batches, nanos);
        listeners.add(0, reporter);
        this.listener = new Listeners(listeners);
        this.threads = Executors.newFixedThreadPool(options.threads(), named("brx-worker-"));
        this.timer = Executors.newSingleThreadScheduledExecutor(named("brx-lease-"));
        RandomGenerator random = RandomGeneratorFactory.getDefault().create();
        TaskRunner runner = new TaskRunner(parts.handlers(), parts.codec(), parts.recorder(), listener, random, nanos);
        ClockGuard guard = new ClockGuard(() -> queue.control().clockSkew(), listener, nanos);
        this.dispatcher = new Dispatcher(
                new Dispatcher.Parts(queue, runner, threads, listener, parts.recorder(), guard, nanos),
                options,
                parts.handlers());
        this.keeper = new LeaseKeeper(dispatcher, queue, parts.handlers(), options.lease(), nanos);
        this.dispatching = named("brx-dispatch-").newThread(dispatcher::run);
    }

    /** Begins to work; returns at once. */
    public Worker start() {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("This worker was started already");
        }
        subscription = queue.onWork(dispatcher::rouse);
        long period = Math.max(10, options.lease().toMillis() / 3);
        timer.scheduleAtFixedRate(keeper, period, period, TimeUnit.MILLISECONDS);
        dispatching.start();
        housekeeper.start();
        reporter.start();
        return this;
    }

    /** Takes no more tasks; what runs goes on. Returns at once; {@link #close()} waits. */
    public void drain() {
        dispatcher.drain();
    }

    /** Reports to {@link io.brxsync.queue.WorkerDirectory} now, not at the next of its times. */
    void report() {
        reporter.report();
    }

    private List<Running> batches() {
        return dispatcher.running().stream().filter(Running::isStarted).toList();
    }

    /** How many lanes are being worked on now. */
    public int running() {
        return batches().size();
    }

    /** Waits until the worker was closed. */
    public void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Drains, then stops; returns when everything that ended is settled. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listener.draining(running());
        housekeeper.close();
        drain();
        if (started.get()) {
            if (!awaitIdle(options.drainTimeout())) {
                dispatcher.running().forEach(batch -> batch.stop(Running.Stop.DRAINED));
                awaitIdle(GRACE);
            }
        }
        dispatcher.stop();
        timer.shutdownNow();
        threads.shutdownNow();
        if (subscription != null) {
            subscription.close();
        }
        joinDispatcher();
        reporter.close();
        listener.stopped(running());
        ended.countDown();
    }

    private boolean awaitIdle(Duration atMost) {
        long end = nanos.getAsLong() + atMost.toNanos();
        while (!dispatcher.idle()) {
            if (nanos.getAsLong() - end >= 0) {
                return false;
            }
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(DRAIN_CHECK.toNanos());
        }
        return true;
    }

    private void joinDispatcher() {
        try {
            dispatching.join(GRACE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
