package io.brxsync;

import io.brxsync.handler.CreationSender;
import io.brxsync.handler.EditSender;
import io.brxsync.handler.FollowUps;
import io.brxsync.handler.InventorySync;
import io.brxsync.handler.JobTracking;
import io.brxsync.handler.OrderPoll;
import io.brxsync.handler.OrderRecorder;
import io.brxsync.handler.OrderSweep;
import io.brxsync.handler.OrderWebhooks;
import io.brxsync.handler.Outbound;
import io.brxsync.handler.ProductCreation;
import io.brxsync.handler.ProductDeletion;
import io.brxsync.handler.ProductPush;
import io.brxsync.handler.ProductRefresh;
import io.brxsync.handler.PropertySchemas;
import io.brxsync.handler.StockAdjustment;
import io.brxsync.task.SyncTask;
import io.brxsync.task.SyncTaskType;
import io.brxsync.task.TaskType;
import io.brxsync.worker.Handlers;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.InstantSource;

/** Puts the sync logic together: one handler per row of {@link SyncTaskType}. */
final class BuiltInHandlers {
    private final BrxSyncParts parts;

    BuiltInHandlers(BrxSyncParts parts) {
        this.parts = parts;
    }

    Handlers all() {
        InstantSource clock = parts.clock();
        FollowUps followUps = new OutboxFollowUps(parts);
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
        Duration quiet = parts.config().cardTrader().quiet();
        int bulkSize = parts.config().cardTrader().bulkSize();
        Outbound outbound = new Outbound(parts.store(), parts.marketplace(), sweep, parts.changes()::push, quiet);
        PropertySchemas schemas = new PropertySchemas(clock);
        EditSender sender = new EditSender(outbound, schemas, clock, bulkSize);
        CreationSender creator = new CreationSender(outbound, schemas, clock, bulkSize);
        return Handlers.none()
                .with(type(SyncTaskType.ADJUST, SyncTask.AdjustStock.class), new StockAdjustment(outbound))
                .with(type(SyncTaskType.PUSH, SyncTask.PushProduct.class), new ProductPush(outbound, sender))
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
