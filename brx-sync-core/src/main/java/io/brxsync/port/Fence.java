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
    /** Refuses a missing id. */
    public Fence {
        Objects.requireNonNull(operationId);
    }
}
