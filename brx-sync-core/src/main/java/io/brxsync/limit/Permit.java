package io.brxsync.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to send one request at once. CardTrader counts the request at some moment between the permit and the answer,
 * so the permit comes back one window after the <em>answer</em>: then no window of CardTrader's can hold both the request
 * and the one that reuses its permit, whatever the network did to either.
 *
 * <p>The first of the four endings counts, later ones do nothing. None of them waits, except {@link #rateLimited}.
 * Thread-safe.
 */
public interface Permit {
    /** An answer other than 429 has begun, so the request was counted by now; a raised cost creeps back. */
    void answered();

    /**
     * CardTrader answered 429: the user's share falls and all requests of the user pause, on every worker.
     *
     * @param retryAfter what the server asked for, null when it did not: then the pause is the window
     * @throws io.brxsync.BrxException of kind {@code UNAVAILABLE} if the shared state cannot be told
     */
    void rateLimited(@Nullable Duration retryAfter);

    /** The request cannot have left this machine: the permit comes back at once. */
    void unsent();

    /** Nobody knows what became of the request: the permit stays taken until it cannot arrive any more. */
    void lost();
}
