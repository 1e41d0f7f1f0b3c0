package io.brxsync.port;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook of CardTrader about an order. Immutable.
 *
 * @param webhookId unique for each delivery, so a repetition may carry another one
 * @param at when it was sent, in whole seconds of CardTrader's clock; null where it does not say
 * @param orderId the order
 * @param test whether it was sent in test mode and moves nothing
 * @param destroyed whether the order ceased to exist; there is no order to look at then
 * @param order the order as it was then, null when it was destroyed
 */
public record OrderEvent(
        String webhookId,
        @Nullable Instant at,
        long orderId,
        boolean test,
        boolean destroyed,
        @Nullable Order order) {}
