package io.brxsync.limit;

import java.util.UUID;

/**
 * The allowance of every user, shared by all workers. Fails closed: without the shared state nothing is granted, and
 * {@link io.brxsync.BrxException} of kind {@code UNAVAILABLE} says so. Thread-safe.
 */
public interface RateLimiter {

    /** Spends allowance for one request, or says when to ask again. Classes are spent together or not at all. */
    Acquisition acquire(AllowanceRequest request);

    /** What is left to a user at this moment, for operators. Only looks: nothing is spent. */
    Allowance allowance(UUID user);
}
