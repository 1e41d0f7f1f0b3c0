package io.brxsync.examples.simulator;

/**
 * How somebody buys.
 *
 * @param zero through CardTrader Zero: starts as {@code hub_pending}
 * @param presale a presale: {@code hub_pending_order_id} is then not the order's id
 * @param test {@code mode: test}: announced, but no listing changes
 * @param splitLines every lot on a line of its own, as merged orders have it
 * @param state the state the order starts in; empty for the usual one
 */
public record SaleOptions(boolean zero, boolean presale, boolean test, boolean splitLines, String state) {
    /** A direct sale, paid at once. */
    public static SaleOptions direct() {
        return new SaleOptions(false, false, false, false, "");
    }

    /** A CardTrader Zero sale. */
    public static SaleOptions viaZero() {
        return new SaleOptions(true, false, false, false, "");
    }

    /** The same as a presale. */
    public SaleOptions asPresale() {
        return new SaleOptions(zero, true, test, splitLines, state);
    }

    /** The same in test mode. */
    public SaleOptions asTest() {
        return new SaleOptions(zero, presale, true, splitLines, state);
    }

    /** The same with every lot on its own line. */
    public SaleOptions onSplitLines() {
        return new SaleOptions(zero, presale, test, true, state);
    }

    /** The same starting in any state, known or not. */
    public SaleOptions startingAs(String firstState) {
        return new SaleOptions(zero, presale, test, splitLines, firstState);
    }

    String firstState() {
        if (!state.isEmpty()) {
            return state;
        }
        return zero ? "hub_pending" : "paid";
    }
}
