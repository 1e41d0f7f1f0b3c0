package io.brxsync.spi;

import io.brxsync.config.BrxConfig;
import io.brxsync.limit.RateLimiter;
import io.brxsync.port.Marketplace;
import io.brxsync.port.MarketplaceListener;
import java.time.InstantSource;

/** Opens the marketplace client; found by {@link java.util.ServiceLoader}. */
public interface MarketplaceProvider {

    /**
     * Opens the client without connecting yet.
     *
     * @param config address, concurrency and the longest wait in place
     * @param limiter every user's allowance
     * @param listener hears of every request
     * @param clock the time
     */
    Marketplace open(BrxConfig config, RateLimiter limiter, MarketplaceListener listener, InstantSource clock);
}
