package io.brxsync.examples.simulator;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is at one moment. Immutable.
 *
 * @param id CardTrader's order id
 * @param code the date as YYYYMMDD and six more characters
 * @param kind what never changes about it
 * @param state the state, for example {@code hub_pending}; any text is possible
 * @param moments when what happened to it
 * @param lines its lines, also deleted ones
 * @param mergedOrderIds the CardTrader Zero orders that were merged into this one
 */
public record SimulatedOrder(
        long id,
        String code,
        Kind kind,
        String state,
        Moments moments,
        List<OrderLine> lines,
        List<Long> mergedOrderIds) {

    /**
     * What never changes about an order.
     *
     * @param seller whether the account is the seller; otherwise it bought
     * @param zero whether it is a CardTrader Zero order
     * @param presale whether it is a presale
     * @param test whether it was made in test mode
     */
    public record Kind(boolean seller, boolean zero, boolean presale, boolean test) {}

    /**
     * When what happened.
     *
     * @param created when the order was made
     * @param paid when it was paid, or null
     * @param sent when it was sent, or null
     * @param cancelled when it was cancelled, or null
     */
    public record Moments(
            Instant created,
            @Nullable Instant paid,
            @Nullable Instant sent,
            @Nullable Instant cancelled) {

        Moments reaching(String state, Instant now) {
            return switch (state) {
                case "paid" -> new Moments(created, now, sent, cancelled);
                case "sent" -> new Moments(created, paid, now, cancelled);
                case "canceled", "cancelled" -> new Moments(created, paid, sent, now);
                default -> this;
            };
        }
    }

    /** Copies the lists. */
    public SimulatedOrder {
        lines = List.copyOf(lines);
        mergedOrderIds = List.copyOf(mergedOrderIds);
    }

    /** Units in the lines that are still part of the order. */
    public int size() {
        return lines.stream()
                .filter(OrderLine::live)
                .mapToInt(OrderLine::quantity)
                .sum();
    }

    SimulatedOrder reaching(String newState, Instant now) {
        return new SimulatedOrder(id, code, kind, newState, moments.reaching(newState, now), lines, mergedOrderIds);
    }

    SimulatedOrder withLines(List<OrderLine> newLines) {
        return new SimulatedOrder(id, code, kind, state, moments, newLines, mergedOrderIds);
    }
}
