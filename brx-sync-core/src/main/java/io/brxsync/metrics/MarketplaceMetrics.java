package io.brxsync.metrics;

import io.brxsync.port.MarketplaceListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * {@code brx_cardtrader_requests_total{endpoint,status}}, {@code brx_cardtrader_seconds{endpoint}},
 * {@code brx_cardtrader_rate_limited_total} and {@code brx_cardtrader_wait_seconds}. Thread-safe.
 */
public final class MarketplaceMetrics implements MarketplaceListener {
    private static final int TOO_MANY_REQUESTS = 429;

    private final MeterRegistry meters;
    private final Counter rateLimited;
    private final Timer waits;

    /** Reports to this registry. */
    public MarketplaceMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.rateLimited = Counter.builder("brx.cardtrader.rate.limited")
                .description("Requests that CardTrader answered with 429")
                .register(meters);
        this.waits = Timer.builder("brx.cardtrader.wait")
                .description("Waits for a user's allowance, in place or of a held lane")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(1))
                .register(meters);
    }

    @Override
    public void responded(String endpoint, int status, Duration took) {
        meters.counter("brx.cardtrader.requests", "endpoint", endpoint, "status", Integer.toString(status))
                .increment();
        Timer.builder("brx.cardtrader")
                .description("CardTrader requests from sending to the end of the body")
                .tag("endpoint", endpoint)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(5))
                .register(meters)
                .record(took);
        if (status == TOO_MANY_REQUESTS) {
            rateLimited.increment();
        }
    }

    @Override
    public void waited(String endpoint, Duration delay) {
        waits.record(delay);
    }
}
