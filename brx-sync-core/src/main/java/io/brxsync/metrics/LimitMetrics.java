package io.brxsync.metrics;

import io.brxsync.limit.LimitListener;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code brx_limit_throttle_factor} and {@code brx_limit_used_ratio}, both seen by each granted request, and {@code
 * brx_limit_permits}, the requests that this process has under way. Thread-safe.
 */
public final class LimitMetrics implements LimitListener {
    private final DistributionSummary factors;
    private final DistributionSummary shares;
    private final AtomicInteger permits = new AtomicInteger();

    /** Reports to this registry. */
    public LimitMetrics(MeterRegistry meters) {
        this.factors = DistributionSummary.builder("brx.limit.throttle.factor")
                .description("Share of the allowance in use after 429s; 1 is all of it")
                .serviceLevelObjectives(0.1, 0.25, 0.5, 0.75, 0.999)
                .register(meters);
        this.shares = DistributionSummary.builder("brx.limit.used.ratio")
                .description("Share of the user's window that is spent when a request goes")
                .serviceLevelObjectives(0.25, 0.5, 0.75, 0.9, 0.95)
                .register(meters);
        Gauge.builder("brx.limit.permits", permits, AtomicInteger::get)
                .description("Requests of this process that have a permit and no answer")
                .register(meters);
    }

    @Override
    public void granted(double factor, double used) {
        factors.record(factor);
        shares.record(used);
        permits.incrementAndGet();
    }

    @Override
    public void ended() {
        permits.decrementAndGet();
    }
}
