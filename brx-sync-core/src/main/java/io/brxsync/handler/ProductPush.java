package io.brxsync.handler;

import io.brxsync.port.OutboundChange;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.BatchTaskHandler;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Sends edits in bulk jobs. While a job of the user runs, edits are only taken in: {@link JobTracking} sends them when it has
 * ended, so that the newest values win and a thousand edits are a few requests. Thread-safe.
 */
final class ProductPush implements BatchTaskHandler<SyncTask.PushProduct> {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Outbound outbound;
    private final EditSender sender;

    /** A push over these parts. */
    ProductPush(Outbound outbound, EditSender sender) {
        this.outbound = outbound;
        this.sender = sender;
    }

    @Override
    public int maxBatch() {
        return sender.bulkSize();
    }

    @Override
    public List<Disposition> handle(List<Item<SyncTask.PushProduct>> items) {
        UUID user = items.get(0).task().user();
        Seller seller = outbound.seller(user);
        ChangeBatch batch = ChangeBatch.begin(items, outbound.changes());
        TaskContext context = items.get(0).context();
        if (!outbound.changes().jobUnderWay(user)) {
            sender.lookUp(seller, context);
            sender.sendWaiting(seller, context);
        }
        boolean jobUnderWay = outbound.changes().jobUnderWay(user);
        return batch.dispositions(change -> disposition(change, jobUnderWay));
    }

    private Disposition disposition(OutboundChange change, boolean jobUnderWay) {
        return switch (change.state()) {
            case SUBMITTED, DONE -> Disposition.ack();
            case REFUSED, REVIEW -> new Disposition.Bury(change.state().wireName() + ": " + change.result());
            case PENDING ->
                jobUnderWay
                        ? Disposition.ack()
                        : new Disposition.RetryAfter(
                                SOON, "its quantity is on the move in another change", false, null);
            case SENDING ->
                new Disposition.RetryAfter(
                        outbound.quiet(), "outcome unknown, and CardTrader may still be at work on it", false, null);
        };
    }

    @Override
    public void buried(SyncTask.PushProduct task, String reason) {
        outbound.giveUp(task.user(), OutboundChange.Kind.EDIT, task.externalStockId(), reason);
    }
}
