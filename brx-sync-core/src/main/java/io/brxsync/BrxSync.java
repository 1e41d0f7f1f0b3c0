package io.brxsync;

import io.brxsync.config.BrxConfig;
import io.brxsync.handler.InventorySync;
import io.brxsync.handler.JobTracking;
import io.brxsync.handler.OrderSweep;
import io.brxsync.handler.Outbound;
import io.brxsync.handler.ProductCreation;
import io.brxsync.handler.ProductDeletion;
import io.brxsync.handler.ProductPush;
import io.brxsync.handler.ProductRefresh;
import io.brxsync.handler.StockAdjustment;
import io.brxsync.limit.RateLimiter;
import io.brxsync.metrics.WorkerMetrics;
import io.brxsync.port.ApiToken;
import io.brxsync.port.AppInfo;
import io.brxsync.port.Fence;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.port.Seller;
import io.brxsync.port.SyncStore;
import io.brxsync.queue.Claim;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.QueueControl;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskState;
import io.brxsync.redis.RedisBackend;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.SyncTaskType;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.Handlers;
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
import java.time.InstantSource;
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
        TaskClient client = parts.client();
        List<TaskMessage> messages = List.of(codec().encode(task, options));
        if (!client.inOutbox(messages.get(0))) {
            throw new IllegalArgumentException(
                    messages.get(0).type() + " is not in the outbox and cannot take part in a transaction");
        }
        List<TaskMessage> live = parts.store().operations().enlist(transaction, messages);
        return () -> client.push(messages, client.enlisted(messages, live));
    }

    /**
     * Moves a product's stock for a sale or restocking of the own marketplace: the mirror at once, CardTrader as soon as
     * possible. The same key moves nothing a second time.
     *
     * @param externalStockId CardTrader's product id
     * @param delta in lots, not zero
     * @param key the caller's idempotency key
     * @return the task; its operation ends as failed if CardTrader's stock could not be moved
     * @throws BrxException {@code REJECTED} for a product that the mirror does not know, and for a key that was used for
     *     something else
     */
    public Enqueued adjustStock(UUID user, String externalStockId, int delta, String key) {
        return parts.changes().ask(new SyncTask.AdjustStock(user, externalStockId, delta, key));
    }

    /**
     * The same as part of the caller's own transaction, as in {@link #enqueueIn}.
     *
     * @return call it after the commit
     */
    public Runnable adjustStockIn(Connection transaction, UUID user, String externalStockId, int delta, String key) {
        return parts.changes().askIn(transaction, new SyncTask.AdjustStock(user, externalStockId, delta, key));
    }

    /**
     * Edits a product: the mirror at once, CardTrader with the next bulk job. Edits that were not sent yet become one, the
     * newest values winning.
     *
     * @return the task; its operation ends as failed if CardTrader refuses the values
     * @throws BrxException {@code REJECTED} for a product that the mirror does not know
     */
    public Enqueued updateProduct(SyncTask.PushProduct edit) {
        return parts.changes().ask(edit);
    }

    /**
     * The same as part of the caller's own transaction, as in {@link #enqueueIn}.
     *
     * @return call it after the commit
     */
    public Runnable updateProductIn(Connection transaction, SyncTask.PushProduct edit) {
        return parts.changes().askIn(transaction, edit);
    }

    /**
     * Lists a new product. It comes into the mirror once CardTrader has given it an id; the same key lists nothing a second
     * time.
     *
     * @return the task; its operation ends as failed if CardTrader refuses the values
     * @throws BrxException {@code REJECTED} for a key that was used for something else
     */
    public Enqueued createProduct(SyncTask.CreateProduct product) {
        return parts.changes().ask(product);
    }

    /**
     * The same as part of the caller's own transaction, as in {@link #enqueueIn}.
     *
     * @return call it after the commit
     */
    public Runnable createProductIn(Connection transaction, SyncTask.CreateProduct product) {
        return parts.changes().askIn(transaction, product);
    }

    /**
     * Removes a product: from the mirror's stock at once, from CardTrader as soon as possible.
     *
     * @param externalStockId CardTrader's product id
     * @throws BrxException {@code REJECTED} for a product that the mirror does not know
     */
    public Enqueued deleteProduct(UUID user, String externalStockId) {
        return parts.changes().ask(new SyncTask.DeleteProduct(user, externalStockId));
    }

    /**
     * The same as part of the caller's own transaction, as in {@link #enqueueIn}.
     *
     * @return call it after the commit
     */
    public Runnable deleteProductIn(Connection transaction, UUID user, String externalStockId) {
        return parts.changes().askIn(transaction, new SyncTask.DeleteProduct(user, externalStockId));
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
                new Worker.Parts(queue(), codec(), handlers(), recorder(), all, new Chores(parts).of(upkeep)), options);
    }

    /**
     * Runs a task on the calling thread, without the queue; waits for allowance as long as it takes. Ends with the
     * operation completed or failed.
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
            run(task, new TaskContext(message, fence, 0, null, () -> false));
            recorder.finished(claim, fence, Disposition.ack());
        } catch (BrxException e) {
            recorder.finished(claim, fence, new Disposition.Bury(String.valueOf(e.getMessage())));
            throw e;
        }
        return operation(message.id()).orElseThrow();
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
                    handler.buried(task, String.valueOf(e.getMessage()));
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
     * Enqueues again what the database remembers and Redis has lost.
     *
     * @return how many tasks
     */
    public long recover() {
        return new Recovery(queue(), parts.store().operations(), parts.clock()).run();
    }

    /**
     * Cancels a task: a waiting one is dropped and its operation failed, a running one is told at its next renewal.
     *
     * @return the state it was in
     */
    public TaskState cancel(String taskId) {
        TaskState was = queues().cancel(taskId);
        if (was == TaskState.READY || was == TaskState.SCHEDULED) {
            Fence fence = Fence.withoutClaim(taskId);
            parts.store()
                    .operations()
                    .ended(List.of(new OperationStore.End(fence, Operation.Status.FAILED, "cancelled")));
        }
        return was;
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

    /** The built-in handlers and the application's own. */
    private Handlers handlers() {
        InstantSource clock = parts.clock();
        Consumer<Task> followUp = this::enqueue;
        InventorySync sync = new InventorySync(parts.store(), parts.marketplace(), followUp, clock);
        ProductRefresh refresh = new ProductRefresh(parts.store(), parts.marketplace(), followUp, clock);
        return Handlers.none()
                .with(type(SyncTaskType.BULK, SyncTask.BulkSync.class), sync.bulk())
                .with(type(SyncTaskType.PERIODIC, SyncTask.PeriodicSync.class), sync.periodic())
                .with(type(SyncTaskType.REFRESH, SyncTask.RefreshProducts.class), refresh)
                .withAll(outboundHandlers())
                .withAll(parts.ownHandlers());
    }

    private Handlers outboundHandlers() {
        Outbound outbound =
                new Outbound(parts.store(), parts.marketplace(), orderSweep(), parts.changes()::push, Outbound.QUIET);
        return Handlers.none()
                .with(type(SyncTaskType.ADJUST, SyncTask.AdjustStock.class), new StockAdjustment(outbound))
                .with(
                        type(SyncTaskType.PUSH, SyncTask.PushProduct.class),
                        new ProductPush(
                                outbound,
                                parts.clock(),
                                parts.config().cardTrader().bulkSize()))
                .with(
                        type(SyncTaskType.CREATE, SyncTask.CreateProduct.class),
                        new ProductCreation(outbound, parts.clock()))
                .with(type(SyncTaskType.DELETE, SyncTask.DeleteProduct.class), new ProductDeletion(outbound))
                .with(type(SyncTaskType.TRACK, SyncTask.TrackJob.class), new JobTracking(outbound, parts.clock()));
    }

    private static OrderSweep orderSweep() {
        return (seller, fence, calls) -> 0;
    }

    @SuppressWarnings("unchecked") // the row's record class is compared first
    private static <T extends SyncTask> TaskType<T> type(SyncTaskType row, Class<T> payload) {
        if (row.type().payload() != payload) {
            throw new IllegalArgumentException(row + " does not hold " + payload.getSimpleName());
        }
        return (TaskType<T>) row.type();
    }

    /** Closes what this object opened itself, not what the application brought. */
    @Override
    public void close() {
        parts.close();
    }
}
