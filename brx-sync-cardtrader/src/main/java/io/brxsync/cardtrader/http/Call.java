package io.brxsync.cardtrader.http;

import io.brxsync.port.CallOptions;
import io.brxsync.port.Seller;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One request: what to ask, for whom, and how to read the answer. Immutable; never prints the token.
 *
 * @param endpoint the endpoint
 * @param seller on whose behalf, and on whose allowance
 * @param target path and query, to be put behind the base address
 * @param json the body to send, null for none
 * @param reader makes the result of a successful answer's body
 * @param manner how it behaves when allowance is short, and who hears of its answer
 */
public record Call<T>(
        Endpoint endpoint,
        Seller seller,
        String target,
        @Nullable String json,
        BodyReader<T> reader,
        Manner manner) {

    /**
     * What does not change the request itself.
     *
     * @param options urgency and patience
     * @param onHead told of the answer's status as soon as it comes, before the body; on a thread of the HTTP client
     */
    public record Manner(CallOptions options, IntConsumer onHead) {
        static final Manner ORDINARY = new Manner(CallOptions.ORDINARY, status -> {});
    }

    /** A request made in the ordinary manner. */
    public Call(Endpoint endpoint, Seller seller, String target, @Nullable String json, BodyReader<T> reader) {
        this(endpoint, seller, target, json, reader, Manner.ORDINARY);
    }

    /** A request without a body. */
    public static <T> Call<T> of(Endpoint endpoint, Seller seller, String target, BodyReader<T> reader) {
        return new Call<>(endpoint, seller, target, null, reader);
    }

    /** The same request, made in another manner. */
    public Call<T> with(CallOptions options) {
        return new Call<>(endpoint, seller, target, json, reader, new Manner(options, manner.onHead()));
    }

    /** The same request, whose answer is announced to this one as well. */
    Call<T> onHead(IntConsumer told) {
        IntConsumer all = manner.onHead().andThen(told);
        return new Call<>(endpoint, seller, target, json, reader, new Manner(manner.options(), all));
    }

    /** Endpoint and user, for messages. Query and body stay out: they may hold what nobody should read in a log. */
    @Override
    public String toString() {
        return endpoint + " (user " + seller.user() + ")";
    }
}
