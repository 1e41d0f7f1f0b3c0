package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;

/** Removes listings. Removing twice is removing once, so a removal without an answer is simply made again. Thread-safe. */
final class ProductDeletion implements TaskHandler<SyncTask.DeleteProduct> {
    private final Outbound outbound;

    /** A deletion over these parts. */
    ProductDeletion(Outbound outbound) {
        this.outbound = outbound;
    }

    @Override
    public Disposition handle(SyncTask.DeleteProduct task, TaskContext context) {
        OutboundChange change = outbound.changes().begin(task, context.fence());
        return switch (change.state()) {
            case PENDING, SENDING, SUBMITTED -> delete(change, outbound.seller(task.user()), context);
            case DONE -> Disposition.ack();
            case REFUSED, REVIEW -> new Disposition.Bury(change.state().wireName() + ": " + change.result());
        };
    }

    @Override
    public void buried(SyncTask.DeleteProduct task, String reason) {
        outbound.giveUp(task.user(), OutboundChange.Kind.DELETE, task.externalStockId(), reason);
    }

    private Disposition delete(OutboundChange change, Seller seller, TaskContext context) {
        outbound.changes().sending(change.id(), context.fence());
        boolean listed;
        try {
            listed = outbound.marketplace()
                    .with(context.calls())
                    .listings()
                    .delete(seller, change.subject().productId())
                    .isPresent();
        } catch (BrxException e) {
            if (e.kind() == BrxException.Kind.REJECTED) {
                String result = String.valueOf(e.getMessage());
                outbound.settle(change, State.REFUSED, result, true, context.fence());
                return new Disposition.Bury(State.REFUSED.wireName() + ": " + result);
            }
            if (Outbound.certainlyNotMade(e)) {
                outbound.changes().unsent(change.id(), String.valueOf(e.getMessage()), context.fence());
                outbound.unauthorized(change.subject().user(), e);
            }
            throw e;
        }
        outbound.settle(change, State.DONE, listed ? null : "was not listed any more", false, context.fence());
        return Disposition.ack();
    }
}
