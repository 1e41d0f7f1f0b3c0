package io.brxsync.handler;

import io.brxsync.config.CardTraderConfig;
import io.brxsync.port.Marketplace;
import io.brxsync.port.SyncStore;
import io.brxsync.task.SyncTask;
import io.brxsync.task.SyncTaskType;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskType;
import io.brxsync.worker.Handlers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** Puts the sync logic together: one handler per row of {@link SyncTaskType}. Immutable. */
public final class BuiltInHandlers {
    private final Parts parts;

    /**
     * What the sync logic works with.
     *
     * @param store the database
     * @param marketplace CardTrader
     * @param followUps takes the tasks that follow from others
     * @param push hands tasks to the queue that are in the outbox already
     * @param cardTrader how much goes out at once, and how long it may take
     * @param meters counts orders that no webhook announced
     * @param clock of this process
     */
    public record Parts(
            SyncStore store,
            Marketplace marketplace,
            FollowUps followUps,
            Consumer<List<TaskMessage>> push,
            CardTraderConfig cardTrader,
            MeterRegistry meters,
            InstantSource clock) {}

    /** Handlers over these parts. */
    public BuiltInHandlers(Parts parts) {
        this.parts = parts;
    }

    /** All of them. */
    public Handlers all() {
        InstantSource clock = parts.clock();
        FollowUps followUps = parts.followUps();
        InventorySync sync = new InventorySync(parts.store(), parts.marketplace(), followUps::enqueue, clock);
        ProductRefresh refresh = new ProductRefresh(parts.store(), parts.marketplace(), followUps::enqueue, clock);
        OrderRecorder orders = new OrderRecorder(parts.store().stock(), followUps);
        OrderPoll poll = poll(orders);
        return Handlers.none()
                .with(type(SyncTaskType.BULK, SyncTask.BulkSync.class), sync.bulk())
                .with(type(SyncTaskType.PERIODIC, SyncTask.PeriodicSync.class), sync.periodic())
                .with(type(SyncTaskType.REFRESH, SyncTask.RefreshProducts.class), refresh)
                .with(
                        type(SyncTaskType.WEBHOOK, SyncTask.OrderWebhook.class),
                        new OrderWebhooks(parts.marketplace().webhooks(), orders))
                .with(type(SyncTaskType.POLL, SyncTask.PollOrders.class), poll)
                .withAll(outbound(poll));
    }

    private Handlers outbound(OrderSweep sweep) {
        InstantSource clock = parts.clock();
        Duration quiet = parts.cardTrader().quiet();
        int bulkSize = parts.cardTrader().bulkSize();
        Linger linger = new Linger(parts.cardTrader().linger(), bulkSize);
        Outbound outbound = new Outbound(parts.store(), parts.marketplace(), sweep, parts.push(), quiet);
        PropertySchemas schemas = new PropertySchemas(clock);
        EditSender sender = new EditSender(outbound, schemas, clock, bulkSize);
        CreationSender creator = new CreationSender(outbound, schemas, clock, bulkSize);
        return Handlers.none()
                .with(type(SyncTaskType.ADJUST, SyncTask.AdjustStock.class), new StockAdjustment(outbound))
                .with(type(SyncTaskType.PUSH, SyncTask.PushProduct.class), new ProductPush(outbound, sender, linger))
                .with(type(SyncTaskType.CREATE, SyncTask.CreateProduct.class), new ProductCreation(outbound, creator))
                .with(type(SyncTaskType.DELETE, SyncTask.DeleteProduct.class), new ProductDeletion(outbound))
                .with(
                        type(SyncTaskType.TRACK, SyncTask.TrackJob.class),
                        new JobTracking(outbound, sender, creator, clock));
    }

    private OrderPoll poll(OrderRecorder orders) {
        Counter unannounced = Counter.builder("brx.orders.without.webhook")
                .description("Orders that a poll found and no webhook announced")
                .register(parts.meters());
        return new OrderPoll(parts.store(), parts.marketplace(), orders, unannounced::increment, parts.clock());
    }

    @SuppressWarnings("unchecked") // the row's record class is compared first
    private static <T extends SyncTask> TaskType<T> type(SyncTaskType row, Class<T> payload) {
        if (row.type().payload() != payload) {
            throw new IllegalArgumentException(row + " does not hold " + payload.getSimpleName());
        }
        return (TaskType<T>) row.type();
    }
}
