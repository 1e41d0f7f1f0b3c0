package io.brxsync.worker;

import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.DurationCounts;
import io.brxsync.queue.WorkerDirectory;
import io.brxsync.queue.WorkerReport;
import io.brxsync.queue.WorkerReport.Activity;
import io.brxsync.queue.WorkerReport.Totals;
import io.brxsync.task.TaskMessage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells everybody else every few seconds that this worker lives, what its threads do and what it did: one small call to
 * the queue each time, however many tasks run. Thread-safe.
 */
final class WorkerReporter implements WorkerListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerReporter.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration GOODBYE = Duration.ofSeconds(1);

    private final String id = UUID.randomUUID().toString();
    private final WorkerDirectory directory;
    private final WorkerOptions options;
    private final Supplier<? extends Collection<Running>> running;
    private final LongSupplier nanos;
    private final long startedNanos;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "brx-report");
        daemon.setDaemon(true);
        return daemon;
    });

    private final LongAdder done = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder held = new LongAdder();
    private final LongAdder buried = new LongAdder();
    private final LongAdder leaseLost = new LongAdder();
    private final AtomicLongArray waits = new AtomicLongArray(DurationCounts.SIZE);
    private final AtomicLongArray runs = new AtomicLongArray(DurationCounts.SIZE);
    private volatile boolean draining;

    WorkerReporter(
            WorkerDirectory directory,
            WorkerOptions options,
            Supplier<? extends Collection<Running>> running,
            LongSupplier nanos) {
        this.directory = directory;
        this.options = options;
        this.running = running;
        this.nanos = nanos;
        this.startedNanos = nanos.getAsLong();
    }

    void start() {
        thread.scheduleWithFixedDelay(this::report, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Says it now; one at a time, so that no older report comes after a newer one. */
    synchronized void report() {
        try {
            directory.report(now());
        } catch (RuntimeException e) {
            // What matters is told by those who need the queue for their work.
            LOG.debug("Worker cannot report, next try in_ms={} reason={}", EVERY.toMillis(), Failures.reason(e));
        }
    }

    private WorkerReport now() {
        long time = nanos.getAsLong();
        List<Activity> activities = running.get().stream()
                .map(batch -> activity(batch, time))
                .sorted(Comparator.comparing(Activity::thread))
                .toList();
        return new WorkerReport(
                id,
                host(),
                ProcessHandle.current().pid(),
                Duration.ofNanos(time - startedNanos),
                options.queues(),
                options.threads(),
                draining,
                activities,
                totals());
    }

    private static Activity activity(Running batch, long time) {
        TaskMessage first = batch.first().message();
        return new Activity(
                batch.threadName(),
                first.id(),
                first.type(),
                first.queue(),
                first.user(),
                batch.claims().size(),
                Duration.ofNanos(Math.max(0, time - batch.startedNanos())));
    }

    private Totals totals() {
        return new Totals(
                done.sum(), retried.sum(), held.sum(), buried.sum(), leaseLost.sum(), counts(waits), counts(runs));
    }

    private static DurationCounts counts(AtomicLongArray array) {
        long[] copy = new long[array.length()];
        Arrays.setAll(copy, array::get);
        return new DurationCounts(Arrays.stream(copy).boxed().toList());
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    @Override
    public void started(Claim claim) {
        waits.incrementAndGet(DurationCounts.indexOf(Duration.ofMillis(claim.waitedMillis())));
    }

    @Override
    public void finished(Claim claim, Disposition disposition, Duration took) {
        if (disposition instanceof Disposition.Ack) {
            done.increment();
        } else if (disposition instanceof Disposition.RetryAfter) {
            retried.increment();
        } else if (disposition instanceof Disposition.Hold) {
            held.increment();
        } else if (disposition instanceof Disposition.Bury) {
            buried.increment();
        }
        runs.incrementAndGet(DurationCounts.indexOf(took));
    }

    @Override
    public void leaseLost(TaskMessage message) {
        leaseLost.increment();
    }

    @Override
    public void buriedByQueue(DeadTask task) {
        buried.increment();
    }

    @Override
    public void draining(int tasks) {
        draining = true;
        thread.execute(this::report);
    }

    /** Says goodbye, unless the queue is away: then the last report is forgotten by itself. */
    @Override
    public void close() {
        try {
            thread.submit(() -> directory.forget(id)).get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("Worker's last report stays for a while", e);
        } finally {
            thread.shutdownNow();
        }
    }
}
