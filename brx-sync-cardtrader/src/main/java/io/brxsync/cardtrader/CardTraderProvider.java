package io.brxsync.cardtrader;

import io.brxsync.cardtrader.http.CardTraderHttp;
import io.brxsync.cardtrader.http.HttpSettings;
import io.brxsync.cardtrader.http.Pause;
import io.brxsync.cardtrader.http.Surroundings;
import io.brxsync.config.BrxConfig;
import io.brxsync.limit.RateLimiter;
import io.brxsync.port.MarketplaceListener;
import io.brxsync.spi.MarketplaceProvider;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Wires the CardTrader client; found by {@link java.util.ServiceLoader}. */
public final class CardTraderProvider implements MarketplaceProvider {
    private static final Pause SLEEP = duration -> TimeUnit.NANOSECONDS.sleep(duration.toNanos());

    /** For ServiceLoader. */
    public CardTraderProvider() {}

    @Override
    public CardTrader open(BrxConfig config, RateLimiter limiter, MarketplaceListener listener, InstantSource clock) {
        Surroundings around = new Surroundings(
                limiter,
                listener,
                clock,
                SLEEP,
                () -> ThreadLocalRandom.current().nextDouble());
        return open(HttpSettings.of(config.cardTrader(), config.limits()), around);
    }

    /** The client with everything given, for programs that do not use the whole configuration. */
    public static CardTrader open(HttpSettings settings, Surroundings around) {
        return new CardTrader(CardTraderHttp.open(settings, around));
    }
}
