package io.brxsync.port;

import java.time.Instant;
import java.util.Objects;

/**
 * A sync that has begun. Immutable.
 *
 * @param seller whose
 * @param at when, by the database's clock; nothing was exported before
 */
public record SyncStart(Seller seller, Instant at) {
    /** Refuses nulls. */
    public SyncStart {
        Objects.requireNonNull(seller);
        Objects.requireNonNull(at);
    }
}
