package io.brxsync.port;

import java.util.List;

/**
 * CardTrader as the sync logic sees it. Every call spends the user's allowance first. Thread-safe.
 *
 * <p>Errors are {@link io.brxsync.BrxException}: {@code UNAUTHORIZED} for a refused token, {@code RATE_LIMITED} with the
 * time to wait, {@code UNAVAILABLE} while the host is out of reach or blocks this address, {@code RETRYABLE} for what
 * may work next time, {@code REJECTED} for a request that stays wrong.
 */
public interface Marketplace extends AutoCloseable {

    /** The app behind a token; proves that the token is good. */
    AppInfo info(Seller seller);

    /**
     * Streams an inventory into the sink, in bounded memory.
     *
     * @return only after the end of a complete export was read
     */
    ExportSummary export(Seller seller, ExportFilter filter, ExportSink sink);

    /** The seller's own listings, to be changed; asked in the same manner as this. */
    Listings listings();

    /**
     * Lists orders that the seller sold.
     *
     * @return one page; fewer orders than the page holds mean that it is the last one
     */
    List<Order> orders(Seller seller, OrderQuery query);

    /** What its webhooks look like. */
    WebhookFormat webhooks();

    /**
     * The same marketplace, with the same limits and connections, asked in another manner. Closing either closes both.
     */
    Marketplace with(CallOptions options);

    /** Whether the circuit to the host is open, for health and metrics. */
    boolean circuitOpen();

    @Override
    void close();
}
