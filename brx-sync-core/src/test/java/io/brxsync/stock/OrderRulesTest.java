package io.brxsync.stock;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.port.Order;
import io.brxsync.stock.OrderRules.Known;
import io.brxsync.stock.OrderRules.Verdict;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderRulesTest {
    private static final Known NEVER = new Known(null, false, false);

    /** Hub order: own is the order's own, other is another one that was counted, unseen is one that was not. */
    @ParameterizedTest
    @CsvSource({
        // state, zero, hub, what
        "hub_pending, true, own, SOLD",
        "hub_pending, true, none, SOLD",
        "hub_pending, true, unseen, REREAD",
        "hub_pending, true, other, REREAD",
        "hub_pending, false, none, REREAD",
        "paid, true, own, SOLD",
        "paid, true, other, NOTHING",
        "paid, true, unseen, REREAD",
        "paid, true, none, REREAD",
        "paid, false, none, SOLD",
        "paid, false, unseen, SOLD",
        "sent, false, none, SOLD",
        "arrived, false, none, SOLD",
        "done, false, none, SOLD",
        "closed, false, none, SOLD",
        "closed, true, own, SOLD",
        "closed, true, none, REREAD",
        "sent, true, other, NOTHING",
        "sent, true, unseen, REREAD",
        "request_for_cancel, false, none, SOLD",
        "request_for_cancel, true, other, NOTHING",
        "lost, false, none, SOLD",
        "lost, true, own, SOLD",
        "canceled, false, none, REREAD",
        "canceled, true, own, REREAD",
        "cancelled, false, none, REREAD",
        "mystery, false, none, REREAD",
        "mystery, true, own, REREAD"
    })
    void theFirstSightOfALine(String state, boolean zero, String hub, String what) {
        Long hubId = switch (hub) {
            case "own" -> 100L;
            case "none" -> null;
            default -> 77L;
        };
        Order order = order(state, zero, line(3, 0, false, hubId, 5L));

        Verdict verdict = OrderRules.judge(order, order.items().get(0), new Known(null, false, hub.equals("other")));

        assertThat(name(verdict)).isEqualTo(what);
        if (verdict instanceof Verdict.Sold sold) {
            assertThat(sold.lots()).isEqualTo(3);
        }
    }

    @Test
    void aLineCancelledInPartOrRemovedIsReadAgainAtFirstSight() {
        assertThat(name(first("paid", line(3, 1, false, null, 5L)))).isEqualTo("REREAD");
        assertThat(name(first("paid", line(3, 0, true, null, 5L)))).isEqualTo("REREAD");
    }

    @Test
    void aLineWithoutAProductIsReadAgain() {
        assertThat(name(first("paid", line(1, 0, false, null, null)))).isEqualTo("REREAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub_pending", "paid", "sent", "arrived", "done", "closed", "request_for_cancel", "lost"})
    void aKnownLineMovesNothingWhateverStateFollows(String state) {
        Order order = order(state, false, line(3, 0, false, null, 5L));

        assertThat(name(OrderRules.judge(order, order.items().get(0), new Known(3, false, false))))
                .isEqualTo("NOTHING");
    }

    @Test
    void aKnownLineIsReadAgainWheneverItsCopiesChange() {
        Order cancelled = order("canceled", false, line(3, 0, false, null, 5L));
        Order inPart = order("paid", false, line(3, 1, false, null, 5L));
        Order removed = order("paid", false, line(3, 0, true, null, 5L));
        Order more = order("paid", false, line(4, 0, false, null, 5L));

        for (Order order : List.of(cancelled, inPart, removed, more)) {
            assertThat(name(OrderRules.judge(order, order.items().get(0), new Known(3, true, false))))
                    .isEqualTo("REREAD");
        }
        assertThat(name(OrderRules.judge(cancelled, cancelled.items().get(0), new Known(0, true, false))))
                .as("the same news again")
                .isEqualTo("NOTHING");
    }

    @Test
    void anUnknownStateOfAKnownLineIsLookedAtOnce() {
        Order order = order("mystery", false, line(3, 0, false, null, 5L));

        assertThat(name(OrderRules.judge(order, order.items().get(0), new Known(3, false, false))))
                .isEqualTo("REREAD");
        assertThat(name(OrderRules.judge(order, order.items().get(0), new Known(3, true, false))))
                .isEqualTo("NOTHING");
    }

    @ParameterizedTest
    @CsvSource({
        "hub_pending, true",
        "paid, true",
        "sent, true",
        "request_for_cancel, true",
        "mystery, true",
        "arrived, false",
        "done, false",
        "closed, false",
        "canceled, false",
        "cancelled, false",
        "lost, false"
    })
    void whatMayStillChangeByItself(String state, boolean open) {
        assertThat(OrderRules.open(state)).isEqualTo(open);
    }

    private static Verdict first(String state, Order.Item line) {
        return OrderRules.judge(order(state, false, line), line, NEVER);
    }

    private static Order order(String state, boolean zero, Order.Item line) {
        return new Order(100, state, zero, true, List.of(line));
    }

    private static Order.Item line(int quantity, int cancelled, boolean removed, Long hub, Long product) {
        return new Order.Item(1, hub, product, 9, quantity, cancelled, removed, Instant.EPOCH);
    }

    private static String name(Verdict verdict) {
        if (verdict instanceof Verdict.Sold) {
            return "SOLD";
        }
        return verdict instanceof Verdict.Nothing ? "NOTHING" : "REREAD";
    }
}
