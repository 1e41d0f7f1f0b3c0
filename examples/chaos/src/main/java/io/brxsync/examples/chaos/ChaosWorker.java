package io.brxsync.examples.chaos;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.Upkeep;
import io.brxsync.config.BrxConfig;
import io.brxsync.queue.Claim;
import io.brxsync.queue.Disposition;
import io.brxsync.task.TaskMessage;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One worker process. Ends when its standard input does, draining first. */
public final class ChaosWorker {
    private static final long STEP_MILLIS = 100;

    static final Duration LEASE = Duration.ofMillis(1500);
    static final int MAX_CRASHES = 5;
    static final List<String> QUEUES = List.of("high-priority", "bulk-sync", "default");

    private static final int FAILURES = 2;

    private final History history;
    private final Ledger ledger;
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();

    private ChaosWorker(History history, Ledger ledger) {
        this.history = history;
        this.ledger = ledger;
    }

    /** Arguments: the history's file, the JDBC URL, threads; everything else from the environment. */
    public static void main(String[] arguments) throws Exception {
        try (History history = new History(Path.of(arguments[0]))) {
            ChaosWorker self = new ChaosWorker(history, new Ledger(arguments[1]));
            WorkerOptions options = new WorkerOptions(
                    Integer.parseInt(arguments[2]), QUEUES, LEASE, Duration.ofSeconds(10), 1 / 16.0, MAX_CRASHES);
            try (BrxSync brx = BrxSync.builder(BrxConfig.fromEnvironment())
                            .handle(Job.TYPE, self::handle)
                            .build();
                    Worker worker = brx.worker(
                            options, Upkeep.DEFAULTS.withRecoverEvery(Duration.ofSeconds(1)), self.listener())) {
                worker.start();
                while (System.in.read() >= 0) {
                    continue; // until the parent is gone or closes the pipe
                }
            }
        }
    }

    private WorkerListener listener() {
        return new WorkerListener() {
            @Override
            public void started(Claim claim) {
                claims.put(claim.message().id(), claim);
                record(History.Event.STARTED, claim);
            }

            @Override
            public void leaseLost(TaskMessage message) {
                Claim claim = claims.get(message.id());
                if (claim != null) {
                    record(History.Event.LEASE_LOST, claim);
                }
            }
        };
    }

    private Disposition handle(Job job, TaskContext context) throws InterruptedException {
        record(History.Event.WORKING, context);
        if (job.kind() == Job.Kind.POISON) {
            Runtime.getRuntime().halt(137);
        }
        if (job.kind() == Job.Kind.FAILING && context.attempts() < FAILURES) {
            record(History.Event.FAILED, context);
            throw BrxException.of(BrxException.Kind.RETRYABLE, "failed on purpose");
        }
        work(job, context);
        if (job.kind() == Job.Kind.YIELDING && context.checkpoint().isEmpty()) {
            return Disposition.yield("half done", "half");
        }
        return switch (ledger.add(context.fence(), job)) {
            case NEW -> recorded(History.Event.EFFECT, context);
            case KNOWN -> recorded(History.Event.KNOWN, context);
            case REFUSED -> {
                record(History.Event.REFUSED, context);
                throw BrxException.of(BrxException.Kind.LEASE_LOST, "a later claim began");
            }
        };
    }

    /** In small steps: a process that was halted has not worked meanwhile. */
    private void work(Job job, TaskContext context) throws InterruptedException {
        try {
            CountDownLatch never = new CountDownLatch(1);
            for (long left = job.millis(); left > 0; left -= STEP_MILLIS) {
                never.await(Math.min(left, STEP_MILLIS), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            record(History.Event.INTERRUPTED, context);
            if (job.kind() != Job.Kind.STUBBORN) {
                throw e;
            }
        }
    }

    private Disposition recorded(History.Event event, TaskContext context) {
        record(event, context);
        return Disposition.ack();
    }

    private void record(History.Event event, TaskContext context) {
        history.add(new History.Entry(
                event,
                context.message().id(),
                context.fence().token(),
                context.attempts(),
                0,
                System.currentTimeMillis()));
    }

    private void record(History.Event event, Claim claim) {
        history.add(new History.Entry(
                event,
                claim.message().id(),
                claim.token(),
                claim.attempts(),
                claim.crashes(),
                System.currentTimeMillis()));
    }
}
