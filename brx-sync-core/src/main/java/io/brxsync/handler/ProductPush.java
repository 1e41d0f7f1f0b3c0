package io.brxsync.handler;

import io.brxsync.port.OutboundChange;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.BatchTaskHandler;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends edits in bulk jobs, a little after the first one of a burst. While a job of the user runs, edits are only taken in:
 * {@link JobTracking} sends them when it has ended, so that the newest values win and a thousand edits are a few requests.
 * Thread-safe.
 */
final class ProductPush implements BatchTaskHandler<SyncTask.PushProduct> {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Outbound outbound;
    private final EditSender sender;
    private final Linger linger;

    /** A push over these parts. */
    ProductPush(Outbound outbound, EditSender sender, Linger linger) {
        this.outbound = outbound;
        this.sender = sender;
        this.linger = linger;
    }

    @Override
    public int maxBatch() {
        return sender.bulkSize();
    }

    @Override
    public List<Disposition> handle(List<Item<SyncTask.PushProduct>> items) {
        UUID user = items.get(0).task().user();
        Optional<Disposition> wait =
                linger.before(items.stream().map(Item::context).toList());
        // The end of a job is what edits wait for otherwise.
        if (wait.isPresent() && !outbound.changes().jobUnderWay(user)) {
            return Collections.nCopies(items.size(), wait.get());
        }
        Seller seller = outbound.seller(user);
        ChangeBatch batch = ChangeBatch.begin(items, outbound.changes());
        TaskContext context = items.get(0).context();
        if (!outbound.changes().jobUnderWay(user)) {
            sender.lookUp(seller, context);
            sender.sendWaiting(seller, context);
        }
        boolean jobUnderWay = outbound.changes().jobUnderWay(user);
        Duration untilNextLook = !jobUnderWay && sender.inDoubt(seller) ? outbound.quiet() : SOON;
        return batch.dispositions(change -> disposition(change, jobUnderWay, untilNextLook));
    }

    private Disposition disposition(OutboundChange change, boolean jobUnderWay, Duration untilNextLook) {
        return switch (change.state()) {
            case SUBMITTED, DONE -> Disposition.ack();
            case REFUSED, REVIEW -> new Disposition.Bury(change.state().wireName() + ": " + change.result());
            case PENDING ->
                jobUnderWay
                        ? Disposition.ack()
                        : new Disposition.RetryAfter(
                                untilNextLook, "another change of the product is on its way", false, null);
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
