package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.BatchTaskHandler;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends edits in bulk jobs. While a job of the user runs, edits are only taken in: {@link JobTracking} sends them when it has
 * ended, so that the newest values win and a thousand edits are a few requests. Thread-safe.
 */
public final class ProductPush implements BatchTaskHandler<SyncTask.PushProduct> {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Outbound outbound;
    private final EditSender sender;

    /** A push over these parts. */
    public ProductPush(Outbound outbound, EditSender sender) {
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
        List<@Nullable Disposition> early = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (Item<SyncTask.PushProduct> item : items) {
            try {
                OutboundChange change =
                        outbound.changes().begin(item.task(), item.context().fence());
                ids.add(change.id());
                early.add(null);
            } catch (BrxException e) {
                if (e.kind() != BrxException.Kind.REJECTED) {
                    throw e;
                }
                ids.add(-1L);
                early.add(new Disposition.Bury(String.valueOf(e.getMessage())));
            }
        }
        TaskContext context = items.get(0).context();
        if (!outbound.changes().jobUnderWay(user)) {
            sender.lookUp(seller, context);
            sender.sendWaiting(seller, context);
        }
        return dispositions(user, early, ids);
    }

    private List<Disposition> dispositions(UUID user, List<@Nullable Disposition> early, List<Long> ids) {
        boolean jobUnderWay = outbound.changes().jobUnderWay(user);
        Map<Long, OutboundChange> changes = new HashMap<>();
        outbound.changes().find(ids).forEach(change -> changes.put(change.id(), change));
        List<Disposition> all = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Disposition decided = early.get(i);
            OutboundChange change = changes.get(ids.get(i));
            all.add(decided != null || change == null ? decided : disposition(change, jobUnderWay));
        }
        return all;
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
