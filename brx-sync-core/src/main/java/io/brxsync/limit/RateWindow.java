package io.brxsync.limit;

import io.brxsync.config.LimitConfig;
import java.time.Duration;

/**
 * At most so many requests in any stretch of time of this length. Immutable.
 *
 * @param requests the limit
 * @param length the stretch
 */
public record RateWindow(int requests, Duration length) {
    /** A clock that is being corrected runs at most this much too fast or slow (NTP slews by up to 500 ppm). */
    private static final int CLOCK_RATE_ERROR = 2000;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** The limit of a class of endpoints; the one of {@link EndpointClass#GENERAL} counts all of them. */
    public static RateWindow of(LimitConfig limits, EndpointClass endpoint) {
        return switch (endpoint) {
            case GENERAL -> new RateWindow(limits.requests(), limits.window());
            case JOBS -> new RateWindow(limits.jobsPerSecond(), SECOND);
            case MARKETPLACE -> new RateWindow(limits.marketplacePerSecond(), SECOND);
        };
    }

    /**
     * How long a permit stays taken after its answer: the length, and what the clocks of CardTrader and of our own
     * machines may disagree about it.
     */
    public Duration takenAfterAnswer() {
        return length.plusMillis(margin());
    }

    /** The disagreement in milliseconds, rounded up. */
    public long margin() {
        return (length.toMillis() + CLOCK_RATE_ERROR - 1) / CLOCK_RATE_ERROR;
    }
}
