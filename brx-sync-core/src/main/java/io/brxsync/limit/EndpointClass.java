package io.brxsync.limit;

/** CardTrader's three classes of endpoints, each with an allowance of its own (CardTrader reference, Rate Limits). */
public enum EndpointClass {
    /** Everything, the two other classes included: 200 requests per 10 s. */
    GENERAL,
    /** {@code GET /jobs/:uuid}: 1 request per second. */
    JOBS,
    /** {@code GET /marketplace/products}: 1 request per second. */
    MARKETPLACE
}
