package io.brxsync.limit;

import java.time.Duration;
import java.util.UUID;

/**
 * The allowance of every user, shared by all workers. Fails closed: without the shared state nothing is granted, and
 * {@link io.brxsync.BrxException} of kind {@code UNAVAILABLE} says so. Thread-safe.
 */
public interface RateLimiter {

    /** Spends allowance for one request, or says when to ask again. Classes are spent together or not at all. */
    Acquisition acquire(AllowanceRequest request);

    /** The state of a user's general allowance, for operators. */
    Allowance allowance(UUID user);

    /**
     * A user's allowance at one moment.
     *
     * @param limit requests per window when not throttled
     * @param available requests that would be granted now, urgent ones
     * @param factor share of the limit in use: 1 is all of it, 0.5 means half as many requests
     * @param pausedFor remaining pause after a 429, zero when there is none
     */
    record Allowance(int limit, int available, double factor, Duration pausedFor) {}
}
