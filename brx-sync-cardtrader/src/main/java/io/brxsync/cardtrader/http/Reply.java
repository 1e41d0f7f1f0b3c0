package io.brxsync.cardtrader.http;

import io.brxsync.cardtrader.wire.ApiError;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a request went. */
sealed interface Reply<T> {

    /** The HTTP status, 0 when no response came. */
    int status();

    /** A success, read to its end. */
    record Answered<T>(int status, T value) implements Reply<T> {}

    /**
     * Something else than a success.
     *
     * @param retryAfter what the server asked for, null when it did not
     */
    record Refused<T>(int status, ApiError error, @Nullable Duration retryAfter) implements Reply<T> {}

    /**
     * No whole response came.
     *
     * @param status of the response's head, 0 when not even that came
     */
    record Lost<T>(int status, Loss loss, IOException cause) implements Reply<T> {}

    /**
     * Not sent at all.
     *
     * @param retryAfter when to try again
     */
    record Withheld<T>(Reason reason, Duration retryAfter) implements Reply<T> {
        @Override
        public int status() {
            return 0;
        }
    }

    /** Where a response got lost. */
    enum Loss {
        /** There was no connection: the server knows nothing of the request. */
        NOT_SENT,
        /** The connection broke before a response: the server may have done what was asked. */
        NO_ANSWER,
        /** The response, or the rest of it, did not come in time. */
        TIMED_OUT,
        /** The connection broke within the body. */
        CUT_OFF,
        /** The body came whole and is not what it should be. */
        UNREADABLE
    }

    /** Why a request was not sent. */
    enum Reason {
        /** The user's allowance is spent. */
        ALLOWANCE,
        /** Too many requests of this process are under way. */
        SLOTS,
        /** The host fails too often. */
        CIRCUIT,
        /** The host's edge blocks this address. */
        EDGE
    }
}
