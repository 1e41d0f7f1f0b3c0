package io.brxsync;

import io.brxsync.config.BrxConfig;
import io.brxsync.limit.RateLimiter;
import io.brxsync.port.Marketplace;
import io.brxsync.port.MarketplaceListener;
import io.brxsync.port.WebhookFormat;
import io.brxsync.spi.MarketplaceProvider;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A marketplace that nobody may ask for anything. */
public final class NoMarketplaceProvider implements MarketplaceProvider {
    @Override
    public Marketplace open(BrxConfig config, RateLimiter limiter, MarketplaceListener listener, InstantSource clock) {
        return Stubs.of(
                Marketplace.class,
                Map.of(
                        "circuitOpen", none -> false,
                        "webhooks", none -> Stubs.of(WebhookFormat.class, Map.of()),
                        "close", NoMarketplaceProvider::nothing));
    }

    private static @Nullable Object nothing(Object[] arguments) {
        return null;
    }
}
