package io.brxsync.port;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which of a seller's orders to list, a page at a time. Immutable.
 *
 * @param afterId only orders with a larger id, null for all
 * @param upToId only orders with this id or a smaller one, null for all
 * @param placedFrom only orders of this day or a later one, by CardTrader's calendar, null for all
 * @param state only orders in this state, null for all
 * @param newestFirst by id, largest first; else smallest first
 * @param page from 1
 * @param limit orders per page, 1 to 100; an order may be 5 kB or 500 kB
 */
public record OrderQuery(
        @Nullable Long afterId,
        @Nullable Long upToId,
        @Nullable LocalDate placedFrom,
        @Nullable String state,
        boolean newestFirst,
        int page,
        int limit) {
    /** What CardTrader accepts at most (CardTrader reference, Orders). */
    private static final int LARGEST_PAGE = 100;

    /** Refuses pages that CardTrader does not have. */
    public OrderQuery {
        if (page < 1 || limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("no page " + page + " of " + limit + " orders");
        }
    }

    /** Orders newer than this one, oldest first. */
    public static OrderQuery after(long orderId, int limit) {
        return new OrderQuery(orderId, null, null, null, false, 1, limit);
    }

    /** This order alone. */
    public static OrderQuery only(long orderId) {
        return new OrderQuery(orderId - 1, orderId, null, null, false, 1, 1);
    }

    /** The newest order. */
    public static OrderQuery newest() {
        return new OrderQuery(null, null, null, null, true, 1, 1);
    }

    /** Orders in one state, oldest first. */
    public static OrderQuery inState(String state, int limit) {
        return new OrderQuery(null, null, null, state, false, 1, limit);
    }

    /** Orders placed on this day or later, oldest first. */
    public static OrderQuery placedFrom(LocalDate day, int limit) {
        return new OrderQuery(null, null, day, null, false, 1, limit);
    }

    /** The page behind this one. */
    public OrderQuery nextPage() {
        return new OrderQuery(afterId, upToId, placedFrom, state, newestFirst, page + 1, limit);
    }
}
