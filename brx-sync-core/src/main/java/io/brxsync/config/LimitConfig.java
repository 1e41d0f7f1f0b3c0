package io.brxsync.config;

import java.time.Duration;

/**
 * CardTrader's allowance per user and how long a thread may wait for it. Immutable.
 *
 * @param requests general requests per window
 * @param window the window
 * @param jobsPerSecond allowance for {@code GET /jobs/:uuid}
 * @param marketplacePerSecond allowance for {@code GET /marketplace/products}
 * @param inPlace longest wait on the thread; what would take longer gives the lane back
 */
public record LimitConfig(
        int requests, Duration window, int jobsPerSecond, int marketplacePerSecond, Duration inPlace) {

    /** Waits of this length cost less in place than giving the lane back and claiming it again. */
    public static final Duration SHORT_WAIT = Duration.ofMillis(250);

    static LimitConfig from(Env env) {
        return new LimitConfig(
                env.integer("RATE_LIMIT_REQUESTS", 200, 1, 100_000),
                Duration.ofSeconds(env.integer("RATE_LIMIT_WINDOW_SECONDS", 10, 1, 3600)),
                1,
                env.integer("RATE_LIMIT_MARKETPLACE_PER_SECOND", 1, 1, 10),
                SHORT_WAIT);
    }
}
