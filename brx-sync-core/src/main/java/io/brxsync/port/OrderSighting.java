package io.brxsync.port;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order as somebody saw it. Immutable.
 *
 * @param orderId the order
 * @param order what it was like, null when it had ceased to exist
 * @param seenAt when it was so
 * @param source who saw it
 */
public record OrderSighting(long orderId, @Nullable Order order, Instant seenAt, Source source) {

    /** Where news of an order come from. */
    public enum Source {
        /** CardTrader told. */
        WEBHOOK,
        /** It was read. */
        POLL
    }

    /**
     * What a webhook tells.
     *
     * @param received when it came
     */
    public static OrderSighting announced(OrderEvent event, Instant received) {
        return new OrderSighting(
                event.orderId(), event.order(), event.at() == null ? received : event.at(), Source.WEBHOOK);
    }

    /** What was read just now. */
    public static OrderSighting read(Order order, Instant now) {
        return new OrderSighting(order.id(), order, now, Source.POLL);
    }

    /** An order that was known and is not there any more. */
    public static OrderSighting gone(long orderId, Instant now) {
        return new OrderSighting(orderId, null, now, Source.POLL);
    }
}
