package io.brxsync.cardtrader.http;

import io.brxsync.config.CardTraderConfig;
import io.brxsync.config.LimitConfig;
import java.net.URI;
import java.time.Duration;

/**
 * How requests are sent. Immutable.
 *
 * @param baseUrl up to and with {@code /api/v2}
 * @param maxConcurrency requests under way at once
 * @param slotWait how long a request waits for others to end
 * @param inPlace longest wait for allowance on the thread
 * @param window how long a user pauses after a 429 that does not say
 * @param circuitDelay how long an open circuit waits for its probe
 */
public record HttpSettings(
        URI baseUrl, int maxConcurrency, Duration slotWait, Duration inPlace, Duration window, Duration circuitDelay) {

    /** From the configuration. */
    public static HttpSettings of(CardTraderConfig cardTrader, LimitConfig limits) {
        return new HttpSettings(
                cardTrader.baseUrl(),
                cardTrader.maxConcurrency(),
                Duration.ofSeconds(30),
                limits.inPlace(),
                limits.window(),
                Duration.ofSeconds(30));
    }
}
