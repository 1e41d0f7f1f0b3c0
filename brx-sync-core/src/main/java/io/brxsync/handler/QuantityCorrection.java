package io.brxsync.handler;

import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.Seller;
import io.brxsync.worker.TaskContext;

/**
 * Ends an edit of a quantity. The quantity that was sent is absolute, so a sale on its way at the same time may have been
 * overwritten; the difference to the mirror, which knows of the sale, goes out as an increment. Stateless.
 */
final class QuantityCorrection {

    private QuantityCorrection() {}

    /** Returns false, and does nothing, while the quantity is on the move. */
    static boolean end(OutboundChange change, Seller seller, Outbound outbound, TaskContext context) {
        StableRead read = StableRead.of(change, seller, outbound, context).orElse(null);
        if (read == null || read.belief().disturbed()) {
            return false;
        }
        int difference = read.belief().after() - read.quantity();
        if (difference > 0 && read.belief().unclear()) {
            // What is missing may have been sold; too few are a lesser harm than one too many.
            difference = 0;
        }
        if (difference != 0) {
            outbound.push().accept(outbound.changes().correct(change.id(), difference, context.fence()));
        }
        String note = EditValues.note(change.change());
        String text = difference == 0 ? note : "quantity put right by " + difference;
        outbound.settle(change, State.DONE, text, note != null, context.fence());
        return true;
    }
}
