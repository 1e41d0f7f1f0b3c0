package io.brxsync.port;

import java.util.Objects;

/**
 * Under whose claim an effect is written. The store refuses an effect whose operation was touched under a larger token:
 * {@link io.brxsync.BrxException} of kind {@code LEASE_LOST}. Immutable.
 *
 * @param operationId the operation, which is the task's id
 * @param token the claim's fencing token
 */
public record Fence(String operationId, long token) {
    /** The token of an end that no claim decided, such as a cancellation; later claims are not refused for it. */
    public static final long NO_CLAIM = Long.MAX_VALUE;

    /** An end of this operation that no claim decided. */
    public static Fence withoutClaim(String operationId) {
        return new Fence(operationId, NO_CLAIM);
    }

    /** Refuses a missing id. */
    public Fence {
        Objects.requireNonNull(operationId);
    }
}
