package io.brxsync.cardtrader.http;

import io.brxsync.port.Seller;
import org.jspecify.annotations.Nullable;

/**
 * One request: what to ask, for whom, and how to read the answer. Immutable; never prints the token.
 *
 * @param endpoint the endpoint
 * @param seller on whose behalf, and on whose allowance
 * @param target path and query, to be put behind the base address
 * @param json the body to send, null for none
 * @param reader makes the result of a successful answer's body
 */
public record Call<T>(
        Endpoint endpoint,
        Seller seller,
        String target,
        @Nullable String json,
        BodyReader<T> reader) {

    /** A request without a body. */
    public static <T> Call<T> of(Endpoint endpoint, Seller seller, String target, BodyReader<T> reader) {
        return new Call<>(endpoint, seller, target, null, reader);
    }

    /** Endpoint and user, for messages. Query and body stay out: they may hold what nobody should read in a log. */
    @Override
    public String toString() {
        return endpoint + " (user " + seller.user() + ")";
    }
}
