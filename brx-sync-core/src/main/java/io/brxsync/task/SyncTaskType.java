package io.brxsync.task;

import static io.brxsync.task.TaskPolicy.BULK_SYNC;
import static io.brxsync.task.TaskPolicy.DEFAULT;
import static io.brxsync.task.TaskPolicy.HIGH_PRIORITY;
import static io.brxsync.task.TaskPolicy.Uniqueness.MERGE_UNTIL_STARTED;
import static io.brxsync.task.TaskPolicy.Uniqueness.UNTIL_SETTLED;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import java.time.Duration;

/**
 * The built-in types, a row each: wire name, record, queue, attempts, first and largest backoff, time limit, unique key,
 * outbox. Only sales go to {@code high-priority}: an edit of a thousand prices must not stand before a sale.
 */
public enum SyncTaskType {
    // spotless:off
    /** See {@link SyncTask.BulkSync}. */
    BULK(new Row<>("bulk_sync", SyncTask.BulkSync.class, BULK_SYNC, 6, ofSeconds(5), ofMinutes(10), ofMinutes(60), UNTIL_SETTLED, true)),
    /** See {@link SyncTask.PeriodicSync}; in the outbox, as it shares its unique key with bulk_sync. */
    PERIODIC(new Row<>("periodic_sync", SyncTask.PeriodicSync.class, BULK_SYNC, 4, ofSeconds(10), ofMinutes(10), ofMinutes(60), UNTIL_SETTLED, true)),
    /** See {@link SyncTask.RefreshProducts}. */
    REFRESH(new Row<>("refresh_products", SyncTask.RefreshProducts.class, DEFAULT, 6, ofSeconds(2), ofMinutes(5), ofMinutes(10), MERGE_UNTIL_STARTED, true)),
    /** See {@link SyncTask.OrderWebhook}. */
    WEBHOOK(new Row<>("order_webhook", SyncTask.OrderWebhook.class, HIGH_PRIORITY, 10, ofSeconds(1), ofMinutes(5), ofMinutes(5), UNTIL_SETTLED, true)),
    /** See {@link SyncTask.PollOrders}; the schedule recreates it. */
    POLL(new Row<>("poll_orders", SyncTask.PollOrders.class, DEFAULT, 3, ofSeconds(5), ofMinutes(2), ofMinutes(10), UNTIL_SETTLED, false)),
    /** See {@link SyncTask.PushProduct}. */
    PUSH(new Row<>("push_product", SyncTask.PushProduct.class, DEFAULT, 8, ofSeconds(2), ofMinutes(5), ofMinutes(10), MERGE_UNTIL_STARTED, true)),
    /** See {@link SyncTask.AdjustStock}. */
    ADJUST(new Row<>("adjust_stock", SyncTask.AdjustStock.class, HIGH_PRIORITY, 12, ofSeconds(1), ofMinutes(5), ofMinutes(5), UNTIL_SETTLED, true)),
    /** See {@link SyncTask.CreateProduct}. */
    CREATE(new Row<>("create_product", SyncTask.CreateProduct.class, DEFAULT, 8, ofSeconds(2), ofMinutes(5), ofMinutes(5), UNTIL_SETTLED, true)),
    /** See {@link SyncTask.DeleteProduct}. */
    DELETE(new Row<>("delete_product", SyncTask.DeleteProduct.class, DEFAULT, 8, ofSeconds(2), ofMinutes(5), ofMinutes(5), UNTIL_SETTLED, true)),
    /** See {@link SyncTask.TrackJob}. */
    TRACK(new Row<>("track_job", SyncTask.TrackJob.class, DEFAULT, 8, ofSeconds(2), ofMinutes(2), ofMinutes(10), UNTIL_SETTLED, true));
    // spotless:on

    private final TaskType<? extends SyncTask> type;

    SyncTaskType(Row<? extends SyncTask> row) {
        this.type = row.type();
    }

    /** The descriptor of this row. */
    public TaskType<? extends SyncTask> type() {
        return type;
    }

    private record Row<T extends SyncTask>(
            String wireName,
            Class<T> payload,
            String queue,
            int attempts,
            Duration base,
            Duration cap,
            Duration timeLimit,
            TaskPolicy.Uniqueness uniqueness,
            boolean outbox) {
        TaskType<T> type() {
            RetryPolicy retry = new RetryPolicy(attempts, base, cap);
            return TaskType.of(wireName, payload, new TaskPolicy(queue, retry, timeLimit, uniqueness, outbox));
        }
    }
}
