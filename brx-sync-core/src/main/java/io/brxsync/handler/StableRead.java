package io.brxsync.handler;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.Marketplace;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundStore.Belief;
import io.brxsync.port.Seller;
import io.brxsync.worker.TaskContext;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A product as CardTrader holds it, beside what the ledger makes of it at the same time. Immutable.
 *
 * @param listed null when it is not listed
 * @param belief what was believed before the read and still after it
 */
record StableRead(@Nullable ExportedProduct listed, Belief belief) {

    /** In lots, 0 when it is not listed. */
    int quantity() {
        return listed == null ? 0 : listed.quantity();
    }

    /**
     * Reads a change's product. The ledger is brought up to date before and after the read; if that moved what is
     * believed, a sale fell in between and nobody can say whether the read holds it.
     *
     * @return empty if the read cannot be compared
     */
    static Optional<StableRead> of(OutboundChange change, Seller seller, Outbound outbound, TaskContext context) {
        Fence fence = context.fence();
        Marketplace marketplace = outbound.marketplace().with(context.calls());
        outbound.sweep().sweep(seller, fence, context.calls());
        Belief before = outbound.changes().belief(change.id());
        ExportedProduct listed = ListingReads.of(
                        marketplace, seller, Set.of(change.subject().blueprintId()))
                .get(change.subject().productId());
        outbound.sweep().sweep(seller, fence, context.calls());
        Belief after = outbound.changes().belief(change.id());
        boolean stable = before.before() == after.before() && before.after() == after.after();
        return stable ? Optional.of(new StableRead(listed, after)) : Optional.empty();
    }
}
