package io.brxsync;

import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.webhook.WebhookReceiver;
import java.sql.Connection;

/** Brings webhooks into the outbox. Thread-safe. */
final class WebhookOutbox implements WebhookReceiver.Outbox {
    private final BrxSync brx;

    WebhookOutbox(BrxSync brx) {
        this.brx = brx;
    }

    @Override
    public String enqueue(SyncTask.OrderWebhook task) {
        return brx.enqueue(task).taskId();
    }

    @Override
    public WebhookReceiver.Enlisted enlist(Connection transaction, SyncTask.OrderWebhook task) {
        return brx.enlistIn(transaction, task, EnqueueOptions.DEFAULTS);
    }
}
