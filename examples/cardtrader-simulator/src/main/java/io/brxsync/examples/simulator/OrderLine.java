package io.brxsync.examples.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of an order. Immutable.
 *
 * @param id CardTrader's id of the line
 * @param hubPendingOrderId for CardTrader Zero the order in which the line was first sold, otherwise null
 * @param product the listing as it was when it was sold
 * @param quantity how many lots
 * @param createdAt when it was sold, also on a line that was merged into a newer order
 * @param deletedAt when the buyer took the line out of the order, or null
 * @param cancelled how many of the lots were cancelled
 */
public record OrderLine(
        long id,
        @Nullable Long hubPendingOrderId,
        Product product,
        int quantity,
        Instant createdAt,
        @Nullable Instant deletedAt,
        int cancelled) {

    OrderLine deleted(Instant when) {
        return new OrderLine(id, hubPendingOrderId, product, quantity, createdAt, when, cancelled);
    }

    OrderLine cancelled(int lots) {
        return new OrderLine(id, hubPendingOrderId, product, quantity, createdAt, deletedAt, cancelled + lots);
    }

    OrderLine asLine(long lineId, int lots) {
        return new OrderLine(lineId, hubPendingOrderId, product, lots, createdAt, null, 0);
    }

    /** Whether the line is still part of the order. */
    public boolean live() {
        return deletedAt == null;
    }
}
