package io.brxsync.cardtrader.http;

import io.brxsync.limit.RateLimiter;
import io.brxsync.port.MarketplaceListener;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/**
 * What sending requests needs from outside. Immutable.
 *
 * @param limiter every user's allowance
 * @param listener hears of every request
 * @param clock the time
 * @param pause lets it pass
 * @param random from 0 to 1, spreads repetitions
 */
public record Surroundings(
        RateLimiter limiter, MarketplaceListener listener, InstantSource clock, Pause pause, DoubleSupplier random) {}
