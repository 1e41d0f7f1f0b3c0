package io.brxsync.examples.simulator;

/** The three allowances of an account (CardTrader reference, Rate Limits). */
public enum RateClass {
    /** All endpoints combined. */
    ALL,
    /** {@code GET /jobs/:uuid}, counted on top of {@link #ALL}. */
    JOBS,
    /** {@code GET /marketplace/products}, counted on top of {@link #ALL}. */
    MARKETPLACE
}
