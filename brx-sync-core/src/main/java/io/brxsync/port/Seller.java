package io.brxsync.port;

import java.util.Objects;
import java.util.UUID;

/**
 * A user and the token to speak for them. Immutable.
 *
 * @param user the seller
 * @param token their CardTrader token
 */
public record Seller(UUID user, ApiToken token) {
    /** Refuses nulls. */
    public Seller {
        Objects.requireNonNull(user);
        Objects.requireNonNull(token);
    }
}
