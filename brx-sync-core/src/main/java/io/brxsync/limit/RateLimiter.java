package io.brxsync.limit;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The allowance of every user, shared by all workers. Fails closed: without the shared state nothing is granted, and
 * {@link io.brxsync.BrxException} of kind {@code UNAVAILABLE} says so. Thread-safe.
 */
public interface RateLimiter {

    /** Spends allowance for one request, or says when to ask again. */
    Acquisition acquire(UUID user, EndpointClass endpoint);

    /**
     * CardTrader answered 429: the user's requests cost more from now on, and all of them pause.
     *
     * @param retryAfter what the server asked for, null when it did not
     */
    void rateLimited(UUID user, EndpointClass endpoint, @Nullable Duration retryAfter);

    /** CardTrader took a request: a raised cost creeps back. */
    void succeeded(UUID user, EndpointClass endpoint);

    /** The state of a user's general allowance, for operators. */
    Allowance allowance(UUID user);

    /**
     * A user's allowance at one moment.
     *
     * @param limit requests per window when not throttled
     * @param available requests that would be granted now
     * @param factor share of the limit in use: 1 is all of it, 0.5 means that each request costs twice
     * @param pausedFor remaining pause after a 429, zero when there is none
     */
    record Allowance(int limit, int available, double factor, Duration pausedFor) {}
}
