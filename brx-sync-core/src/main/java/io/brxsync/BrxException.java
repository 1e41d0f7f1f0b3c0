package io.brxsync;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of brx-sync. Its {@link Kind} says who has to do what next; the message names user, task, endpoint
 * or variable, and never holds a token, a password or a buyer's data.
 *
 * <p>Immutable apart from what {@link Throwable} allows.
 */
public final class BrxException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What has to happen next. The engine decides about retries on this alone. */
    public enum Kind {
        /** It may work next time: try again, counted as an attempt. */
        RETRYABLE,
        /** The user's allowance is spent: wait {@link #retryAfter()}, not counted as an attempt. */
        RATE_LIMITED,
        /** A server that all work needs cannot be reached or is overloaded: wait, not counted as an attempt. */
        UNAVAILABLE,
        /**
         * A change was sent and nobody knows whether it was made: look first, never send it again blindly. A handler that
         * lets it pass is tried again, counted as an attempt.
         */
        OUTCOME_UNKNOWN,
        /** CardTrader refuses this user's token: only a new token helps. */
        UNAUTHORIZED,
        /** An operator has stopped all work for this user: wait, not counted as an attempt. */
        SUSPENDED,
        /** The request itself is wrong and will stay wrong: no retry. */
        REJECTED,
        /** A variable, option or key is missing or wrong: an operator has to act. */
        CONFIGURATION,
        /** Another worker holds the task by now: drop everything, change nothing. */
        LEASE_LOST,
        /** A defect in this program. */
        BUG
    }

    private final Kind kind;
    private final transient @Nullable Duration retryAfter;

    private BrxException(Kind kind, String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind);
        this.retryAfter = retryAfter;
    }

    /**
     * An exception of the given kind.
     *
     * @param kind what has to happen next
     * @param message one clear line, without secrets
     */
    public static BrxException of(Kind kind, String message) {
        return new BrxException(kind, message, null, null);
    }

    /** An exception of the given kind with its cause. */
    public static BrxException of(Kind kind, String message, @Nullable Throwable cause) {
        return new BrxException(kind, message, null, cause);
    }

    /** The user's allowance is spent for the given time. */
    public static BrxException rateLimited(String message, Duration retryAfter) {
        return new BrxException(Kind.RATE_LIMITED, message, retryAfter, null);
    }

    /** A dependency is out of reach; {@code retryAfter} is a hint, null when nobody knows. */
    public static BrxException unavailable(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        return new BrxException(Kind.UNAVAILABLE, message, retryAfter, cause);
    }

    /** A variable or option is missing or wrong; the message names it. */
    public static BrxException configuration(String message) {
        return new BrxException(Kind.CONFIGURATION, message, null, null);
    }

    /** What has to happen next. */
    public Kind kind() {
        return kind;
    }

    /** How long to wait before trying again, when somebody knows. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
