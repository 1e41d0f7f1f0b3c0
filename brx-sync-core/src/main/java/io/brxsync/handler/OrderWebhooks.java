package io.brxsync.handler;

import io.brxsync.port.OrderEvent;
import io.brxsync.port.OrderSighting;
import io.brxsync.port.WebhookFormat;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves stock by what webhooks tell. Asks CardTrader nothing, so a sale never waits for allowance. Thread-safe. */
final class OrderWebhooks implements TaskHandler<SyncTask.OrderWebhook> {
    private static final Logger LOG = LoggerFactory.getLogger(OrderWebhooks.class);

    private final WebhookFormat format;
    private final OrderRecorder recorder;

    /** A handler of webhooks in this format. */
    OrderWebhooks(WebhookFormat format, OrderRecorder recorder) {
        this.format = format;
        this.recorder = recorder;
    }

    @Override
    public Disposition handle(SyncTask.OrderWebhook task, TaskContext context) {
        OrderEvent event = format.event(task.event());
        if (event.test()) {
            LOG.info("Webhook in test mode moves nothing user={} order={}", task.user(), event.orderId());
            return Disposition.ack();
        }
        Instant received = context.message().options().enqueuedAt();
        recorder.record(task.user(), OrderSighting.announced(event, received), context.fence());
        return Disposition.ack();
    }
}
