package io.brxsync.config;

import java.net.URI;
import java.time.Duration;

/**
 * CardTrader's address and how much this process asks of it at once. Immutable.
 *
 * @param baseUrl up to and with {@code /api/v2}, without a slash at the end
 * @param maxConcurrency requests in flight from this process; more than 8 risks a block of the whole address
 * @param bulkSize edits in one bulk job at most; CardTrader does not say what it takes, up to 450 are known to work
 * @param linger how long an edit waits for more edits of its user before a bulk job begins; zero for not at all
 * @param quiet how long after a request without an answer CardTrader may still be at work on it; only then does the old
 *     state say that it was not made
 */
public record CardTraderConfig(URI baseUrl, int maxConcurrency, int bulkSize, Duration linger, Duration quiet) {

    static CardTraderConfig from(Env env) {
        URI baseUrl = env.parsed("CARDTRADER_API_BASE_URL", CardTraderConfig::checked)
                .orElseGet(() -> URI.create("https://api.cardtrader.com/api/v2"));
        return new CardTraderConfig(
                baseUrl,
                env.integer("CARDTRADER_MAX_CONCURRENCY", 8, 1, 256),
                env.integer("CARDTRADER_BULK_SIZE", 400, 1, 1000),
                Duration.ofMillis(env.integer("CARDTRADER_BULK_LINGER_MILLIS", 100, 0, 60_000)),
                Duration.ofSeconds(env.integer("CARDTRADER_QUIET_SECONDS", 10, 1, 300)));
    }

    private static URI checked(String value) {
        URI uri = URI.create(value.replaceFirst("/+$", ""));
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("expected http:// or https:// and a host, got '" + value + "'");
        }
        return uri;
    }
}
