package io.brxsync;

import io.brxsync.config.BrxConfig;
import io.brxsync.handler.InventorySync;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
import io.brxsync.metrics.WorkerMetrics;
import io.brxsync.port.ApiToken;
import io.brxsync.port.AppInfo;
import io.brxsync.port.CallOptions;
import io.brxsync.port.Fence;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.port.Seller;
import io.brxsync.port.SyncStore;
import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.QueueControl;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskState;
import io.brxsync.redis.RedisBackend;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskTypes;
import io.brxsync.webhook.WebhookReceiver;
import io.brxsync.webhook.WebhookSecrets;
import io.brxsync.worker.LoggingListener;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * brx-sync inside an application: enqueue tasks, run workers, follow operations. Build it once with
 * {@link #builder(BrxConfig)} and close it at the end. Thread-safe.
 *
 * <p>Every part connects when it is first used, so an application that only enqueues needs no CardTrader, and one that
 * only looks at the database needs no Redis. Errors are {@link BrxException}; its kind says what to do.
 */
public final class BrxSync implements AutoCloseable {
    private final BrxSyncParts parts;

    BrxSync(BrxSyncParts parts) {
        this.parts = parts;
    }

    /** Opens everything by this configuration. */
    public static BrxSync open(BrxConfig config) {
        return builder(config).build();
    }

    /** Starts to build from this configuration and the application's own objects. */
    public static BrxSyncBuilder builder(BrxConfig config) {
        return new BrxSyncBuilder(config);
    }

    /**
     * Enqueues a task. When this returns, the task is in the database (see {@link io.brxsync.task.TaskPolicy#outbox()})
     * and usually in the queue, and will be done even if every process dies now.
     *
     * @return the id under which the work is live; also the operation's id
     */
    public Enqueued enqueue(Task task) {
        return enqueue(task, EnqueueOptions.DEFAULTS);
    }

    /** Enqueues a task with options, see {@link #enqueue(Task)}. */
    public Enqueued enqueue(Task task, EnqueueOptions options) {
        return enqueueAll(List.of(codec().encode(task, options))).get(0);
    }

    /**
     * Enqueues many messages in few round trips; build them with {@link #codec()}.
     *
     * @return one entry per message, in order
     */
    public List<Enqueued> enqueueAll(List<TaskMessage> messages) {
        return parts.client().enqueue(messages);
    }

    /**
     * Enqueues a task as part of the caller's own database transaction: it is there if and only if the transaction
     * commits.
     *
     * @param transaction a connection to the same database, auto-commit off; the caller commits
     * @return call it after the commit to hand the task to the queue at once; otherwise a worker's recovery does it later
     */
    public Runnable enqueueIn(Connection transaction, Task task, EnqueueOptions options) {
        return enlistIn(transaction, task, options).publish();
    }

    /** The same, also telling the id under which the work is live once the transaction has committed. */
    WebhookReceiver.Enlisted enlistIn(Connection transaction, Task task, EnqueueOptions options) {
        TaskClient client = parts.client();
        List<TaskMessage> messages = List.of(codec().encode(task, options));
        if (!client.inOutbox(messages.get(0))) {
            throw new IllegalArgumentException(
                    messages.get(0).type() + " is not in the outbox and cannot take part in a transaction");
        }
        List<TaskMessage> live = parts.store().operations().enlist(transaction, messages);
        return new WebhookReceiver.Enlisted(
                live.get(0).id(), () -> client.push(messages, client.enlisted(messages, live)));
    }

    /** Changes of products and stock: here at once, at CardTrader as soon as possible. */
    public StockClient stock() {
        return parts.changes();
    }

    /**
     * A worker for all task types that have a handler; {@link Worker#start()} it, close it before this object.
     *
     * @param listeners hear of everything, besides logs and metrics
     */
    public Worker worker(WorkerOptions options, WorkerListener... listeners) {
        return worker(options, Upkeep.DEFAULTS, listeners);
    }

    /** A worker that also does these things for its namespace, see {@link #worker(WorkerOptions, WorkerListener...)}. */
    public Worker worker(WorkerOptions options, Upkeep upkeep, WorkerListener... listeners) {
        List<WorkerListener> all = new ArrayList<>();
        all.add(new LoggingListener());
        all.add(new WorkerMetrics(meters()));
        all.addAll(List.of(listeners));
        return new Worker(
                new Worker.Parts(
                        queue(),
                        codec(),
                        parts.builtInHandlers().withAll(parts.ownHandlers()),
                        recorder(),
                        all,
                        new Chores(parts).of(upkeep)),
                options);
    }

    /**
     * Runs a task on the calling thread, without the queue; waits for allowance as long as it takes. Ends with the
     * operation completed or failed; an interrupt of the thread fails it too, as {@code interrupted}.
     *
     * @return the operation at its end
     * @throws BrxException if it failed
     */
    public Operation runInline(SyncTask task) {
        TaskMessage message = codec().encode(task, EnqueueOptions.DEFAULTS);
        Claim claim = new Claim(message, 1, 0, 0, null, 0);
        Fence fence = new Fence(message.id(), claim.token());
        OperationRecorder recorder = recorder();
        recorder.started(claim, fence);
        try {
            run(task, new TaskContext(message, fence, 0, Duration.ZERO, null, () -> false));
            recorder.finished(claim, fence, Disposition.ack());
        } catch (RuntimeException e) {
            recordFailure(recorder, claim, e);
            throw e;
        }
        return operation(message.id()).orElseThrow();
    }

    /** Even for an interrupted thread, whose database calls would be refused otherwise; and never instead of the failure. */
    private static void recordFailure(OperationRecorder recorder, Claim claim, RuntimeException failure) {
        boolean interrupted = Thread.interrupted();
        String reason = failure instanceof BrxException
                ? String.valueOf(failure.getMessage())
                : "unexpected " + failure.getClass().getName();
        try {
            recorder.finished(
                    claim,
                    new Fence(claim.message().id(), claim.token()),
                    new Disposition.Bury(interrupted ? "interrupted" : reason));
        } catch (BrxException unrecorded) {
            failure.addSuppressed(unrecorded);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run(SyncTask task, TaskContext context) {
        Consumer<Task> followUp = this::enqueue;
        InventorySync sync = new InventorySync(parts.store(), parts.patientMarketplace(), followUp, parts.clock());
        try {
            if (task instanceof SyncTask.BulkSync bulk) {
                runOne(sync.bulk(), bulk, context);
            } else if (task instanceof SyncTask.PeriodicSync periodic) {
                runOne(sync.periodic(), periodic, context);
            } else {
                throw new IllegalArgumentException(task.getClass().getSimpleName() + " cannot run inline");
            }
        } catch (BrxException | IllegalArgumentException e) {
            throw e;
        } catch (Exception e) {
            throw BrxException.of(BrxException.Kind.BUG, "Unexpected failure", e);
        }
    }

    private static <T extends Task> void runOne(TaskHandler<T> handler, T task, TaskContext context) throws Exception {
        Duration waited = Duration.ZERO;
        while (true) {
            try {
                handler.handle(task, context);
                return;
            } catch (BrxException e) {
                // CardTrader itself asked for a pause; there is no lane to hold, so this thread waits.
                Duration pause = e.retryAfter().orElse(Duration.ofSeconds(1));
                waited = waited.plus(pause);
                if (e.kind() != BrxException.Kind.RATE_LIMITED
                        || waited.compareTo(BrxSyncParts.PATIENCE) > 0
                        || !waitFor(pause)) {
                    if (e.kind() != BrxException.Kind.SUSPENDED
                            && !Thread.currentThread().isInterrupted()) {
                        handler.buried(task, String.valueOf(e.getMessage()));
                    }
                    throw e;
                }
            }
        }
    }

    /** Returns whether the time has passed; an interrupt ends it early and stays set. */
    private static boolean waitFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(left);
        }
        return true;
    }

    /**
     * Connects a CardTrader account: proves the token with {@code GET /info}, then stores it encrypted together with the
     * webhook secret.
     *
     * @throws BrxException {@code UNAUTHORIZED} if CardTrader refuses the token; nothing is stored then
     */
    public AppInfo connect(UUID user, ApiToken token) {
        Seller seller = new Seller(user, token);
        AppInfo info = parts.patientMarketplace().info(seller);
        parts.store().accounts().connect(seller, info.sharedSecret());
        return info;
    }

    /**
     * Takes CardTrader's webhooks in, for an application that serves their address itself.
     *
     * @return one receiver for all users; keep it, it remembers their keys
     */
    public WebhookReceiver webhookReceiver() {
        return new WebhookReceiver(
                marketplace().webhooks(),
                new WebhookSecrets(
                        parts.store().accounts(),
                        // Whoever sent the webhook waits for the answer meanwhile.
                        parts.marketplace().with(CallOptions.of(Urgency.URGENT).waitingUpTo(Duration.ofSeconds(1)))
                                ::info,
                        (name, time) -> queues().tryLock(name, time),
                        parts.clock()),
                new WebhookOutbox(this),
                meters());
    }

    /** An operation: the record of one task. */
    public Optional<Operation> operation(String operationId) {
        return parts.store().operations().find(operationId);
    }

    /**
     * Follows an operation to its end.
     *
     * @param every how often to look
     * @param progress hears of every change, on a thread of its own
     * @return completes with the operation at its end; cancel it to stop following
     */
    public CompletableFuture<Operation> follow(String operationId, Duration every, Consumer<Operation> progress) {
        return new OperationFollower(parts.store().operations(), operationId, progress).start(every);
    }

    /**
     * Enqueues again what the database remembers and Redis has lost, and sees to changes for which no task is left, as a
     * worker does every minute.
     *
     * @return how many tasks Redis had lost
     */
    public long recover() {
        return new Chores(parts).recovered();
    }

    /**
     * Cancels a task: a waiting one is dropped and its operation failed, a running one is told at its next renewal. One
     * that waits in the database only, because Redis was away when it was enqueued, is cancelled there.
     *
     * @return the state it was in; {@code READY} also for one that waited in the database
     */
    public TaskState cancel(String taskId) {
        TaskState was = queues().cancel(taskId);
        boolean pending = was == TaskState.UNKNOWN
                && operation(taskId)
                        .filter(operation -> operation.status() == Operation.Status.PENDING)
                        .isPresent();
        if (pending || was == TaskState.READY || was == TaskState.SCHEDULED) {
            Fence fence = Fence.withoutClaim(taskId);
            parts.store()
                    .operations()
                    .ended(List.of(new OperationStore.End(fence, Operation.Status.FAILED, DeadTask.CANCELLED)));
        }
        // Recovery may have enqueued it in the meantime.
        TaskState now = pending ? queues().cancel(taskId) : was;
        return pending && now == TaskState.UNKNOWN ? TaskState.READY : now;
    }

    /** The queues, for operators. */
    public QueueControl queues() {
        return queue().control();
    }

    /** The database: users, mirror, operations, schema. */
    public SyncStore store() {
        return parts.store();
    }

    /** Every user's allowance. */
    public RateLimiter rateLimiter() {
        return parts.rateLimiter();
    }

    /** The Redis behind queue and limiter. */
    public RedisBackend redis() {
        return parts.redis();
    }

    /** CardTrader. */
    public Marketplace marketplace() {
        return parts.marketplace();
    }

    /** Builds and reads messages. */
    public TaskCodec codec() {
        return parts.codec();
    }

    /** Where everything reports to. */
    public MeterRegistry meters() {
        return parts.meters();
    }

    private TaskQueue queue() {
        return parts.queue();
    }

    private OperationRecorder recorder() {
        // The built-in handlers write progress and effects under their operation, so it has to exist even for a type
        // that is not in the outbox.
        TaskTypes builtIn = TaskTypes.builtIn();
        return new StoreRecorder(
                parts.store().operations(),
                message -> parts.client().inOutbox(message)
                        || builtIn.named(message.type()).isPresent());
    }

    /** Closes what this object opened itself, not what the application brought. */
    @Override
    public void close() {
        parts.close();
    }
}
