package io.brxsync.port;

import java.time.Duration;

/** Hears of every exchange with CardTrader. Calls come from the requesting thread and must return at once. */
public interface MarketplaceListener {
    /** Hears nothing. */
    MarketplaceListener NONE = new MarketplaceListener() {};

    /**
     * A request ended.
     *
     * @param endpoint the path with its ids replaced, such as {@code /products/export}
     * @param status the HTTP status, 0 when no response came
     * @param took from sending to the end of the body
     */
    default void responded(String endpoint, int status, Duration took) {}

    /** A request had to wait for allowance, in place or by giving its lane back. */
    default void waited(String endpoint, Duration delay) {}
}
