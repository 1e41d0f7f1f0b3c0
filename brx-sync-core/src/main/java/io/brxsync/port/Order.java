package io.brxsync.port;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order of CardTrader, as far as it concerns stock; no word of the buyer. Immutable.
 *
 * @param id CardTrader's order id
 * @param state such as {@code paid}; may be one that nobody has seen before
 * @param viaZero whether it goes through CardTrader Zero
 * @param sale whether the seller sold; false for a purchase of their own
 * @param items its lines
 */
public record Order(long id, String state, boolean viaZero, boolean sale, List<Item> items) {
    /** Copies the lines. */
    public Order {
        items = List.copyOf(items);
    }

    /**
     * A line of an order.
     *
     * @param id CardTrader's id of the line
     * @param hubOrderId the CardTrader Zero order in which this was sold, null where CardTrader does not say
     * @param productId the product, null where CardTrader does not say
     * @param blueprintId what card it is, null where CardTrader does not say
     * @param quantity lots ordered
     * @param cancelled lots of them that were cancelled
     * @param removed whether the buyer took the line out of the order
     * @param createdAt when the line came about, null where CardTrader does not say
     */
    public record Item(
            long id,
            @Nullable Long hubOrderId,
            @Nullable Long productId,
            @Nullable Integer blueprintId,
            int quantity,
            int cancelled,
            boolean removed,
            @Nullable Instant createdAt) {
        /** Lots that are sold and neither removed nor cancelled. */
        public int live() {
            return removed ? 0 : Math.max(0, quantity - cancelled);
        }
    }
}
