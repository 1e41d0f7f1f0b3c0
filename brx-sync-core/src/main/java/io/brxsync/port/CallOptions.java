package io.brxsync.port;

import io.brxsync.limit.Urgency;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How requests behave when a user's allowance is short. Immutable.
 *
 * @param urgency who goes first
 * @param patience longest wait on the thread; null for the configured one, which suits whoever has a lane to give back
 */
public record CallOptions(Urgency urgency, @Nullable Duration patience) {
    /** What is used unless said otherwise. */
    public static final CallOptions ORDINARY = new CallOptions(Urgency.ORDINARY, null);

    /** For work of this urgency. */
    public static CallOptions of(Urgency urgency) {
        return new CallOptions(urgency, null);
    }

    /** The same, waiting longer or shorter. */
    public CallOptions waitingUpTo(Duration other) {
        return new CallOptions(urgency, other);
    }
}
