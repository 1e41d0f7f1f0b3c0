package io.brxsync.examples.simulator;

import org.jspecify.annotations.Nullable;

/**
 * One request that has been answered or cut off.
 *
 * @param method the HTTP method
 * @param path the path below the base URL, without the query
 * @param query the raw query, or null
 * @param endpoint method and path template, for example {@code PUT /products/:id}
 * @param accountId the account, or 0 when the token was unknown
 * @param arrivalNanos {@link System#nanoTime()} at arrival
 * @param doneNanos the same clock when the last byte was handed over
 * @param status the HTTP status, {@link #NO_ANSWER} when the connection was cut before one was sent
 */
public record RequestEvent(
        String method,
        String path,
        @Nullable String query,
        String endpoint,
        int accountId,
        long arrivalNanos,
        long doneNanos,
        int status) {
    /** The status of a request whose connection was cut before anything was answered. */
    public static final int NO_ANSWER = 0;
}
