package io.brxsync.stock;

import io.brxsync.port.Order;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a line of an order means for the mirror. Pure; the only place that knows CardTrader's states (its order life cycle:
 * direct orders go paid, sent, arrived, done; CardTrader Zero orders start as hub_pending and are merged into a new paid
 * order every week, while they themselves are closed).
 *
 * <pre>
 * first sight of a line                 direct     Zero, its own hub order   Zero, merged from another order
 * hub_pending                           reread     sold                      reread
 * paid, sent, arrived, done, closed,
 * request_for_cancel, lost              sold       sold                      counted there: nothing; else reread
 * canceled                              reread     reread                    reread
 * any other state                       reread     reread                    reread
 * removed or cancelled in part          reread     reread                    reread
 *
 * seen before                           nothing while as many lots are live as before, else reread: copies may have been
 *                                       listed again, and only the product itself tells
 * </pre>
 */
public final class OrderRules {
    private static final Set<String> CANCELLED = Set.of("canceled", "cancelled");
    private static final Set<String> SOLD =
            Set.of("paid", "sent", "arrived", "done", "closed", "request_for_cancel", "lost");
    private static final String HUB_PENDING = "hub_pending";

    /** States in which an order may still change on its own. */
    private static final Set<String> OPEN = Set.of(HUB_PENDING, "paid", "sent", "request_for_cancel");

    private OrderRules() {}

    /** What to do about a line. */
    public sealed interface Verdict {
        /**
         * It was sold, once.
         *
         * @param lots how many
         */
        record Sold(int lots) implements Verdict {}

        /** Nothing happens to stock. */
        record Nothing() implements Verdict {}

        /**
         * Only the product itself tells.
         *
         * @param why for the ledger
         */
        record Reread(String why) implements Verdict {}
    }

    /**
     * What the ledger knows of a line.
     *
     * @param lots live lots when it was last seen, null at first sight
     * @param sameState whether the order was in the same state then
     * @param hubOrderCounted whether the ledger has the order that {@link Order.Item#hubOrderId()} names
     */
    public record Known(@Nullable Integer lots, boolean sameState, boolean hubOrderCounted) {}

    /** What to do about a line of a sale. */
    public static Verdict judge(Order order, Order.Item item, Known known) {
        if (known.lots() != null) {
            return again(order, item, known);
        }
        if (CANCELLED.contains(order.state())) {
            return new Verdict.Reread("order " + order.state());
        }
        if (!knows(order.state())) {
            return new Verdict.Reread("unknown order state");
        }
        if (item.live() != item.quantity()) {
            return new Verdict.Reread("line removed or cancelled in part");
        }
        if (item.productId() == null) {
            return new Verdict.Reread("line without a product");
        }
        return order.viaZero() ? firstOfZero(order, item, known) : firstDirect(order, item);
    }

    private static Verdict firstDirect(Order order, Order.Item item) {
        return HUB_PENDING.equals(order.state())
                ? new Verdict.Reread("hub_pending outside of CardTrader Zero")
                : new Verdict.Sold(item.live());
    }

    private static Verdict firstOfZero(Order order, Order.Item item, Known known) {
        Long hub = item.hubOrderId();
        boolean pending = HUB_PENDING.equals(order.state());
        if (hub == null ? pending : hub == order.id()) {
            return new Verdict.Sold(item.live());
        }
        if (!pending && known.hubOrderCounted()) {
            return new Verdict.Nothing();
        }
        return new Verdict.Reread(pending ? "presale" : "merged from an order that was not seen");
    }

    private static Verdict again(Order order, Order.Item item, Known known) {
        if (lots(order, item) != known.lots()) {
            return new Verdict.Reread("fewer or more copies than before");
        }
        if (!knows(order.state()) && !CANCELLED.contains(order.state()) && !known.sameState()) {
            return new Verdict.Reread("unknown order state");
        }
        return new Verdict.Nothing();
    }

    /** Lots of a line that are sold as things are. */
    public static int lots(Order order, Order.Item item) {
        return CANCELLED.contains(order.state()) ? 0 : item.live();
    }

    /** Whether an order in this state may still change by itself. */
    public static boolean open(String state) {
        return OPEN.contains(state) || !SOLD.contains(state) && !CANCELLED.contains(state);
    }

    private static boolean knows(String state) {
        return HUB_PENDING.equals(state) || SOLD.contains(state);
    }
}
