package io.brxsync.queue;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What becomes of a claimed task. Immutable values. */
public sealed interface Disposition {

    /** Done: the task is forgotten. */
    record Ack() implements Disposition {}

    /**
     * Again later, on its own: the lane goes on with its next task meanwhile, and the task comes back to the head of the
     * lane.
     *
     * @param delay time until then, by the queue's clock
     * @param reason why, one line without secrets
     * @param countsAsAttempt whether the handler failed; waiting for a limit or a server is no failure
     * @param checkpoint where to go on, null to keep the last one
     */
    record RetryAfter(
            Duration delay,
            String reason,
            boolean countsAsAttempt,
            @Nullable String checkpoint) implements Disposition {
        /** Refuses a negative delay. */
        public RetryAfter {
            Objects.requireNonNull(reason);
            requireNotNegative(delay);
        }
    }

    /**
     * Back to the head of its lane, and the whole lane waits: the user has no allowance, or a server is out of reach.
     * Never counts as an attempt.
     *
     * @param delay how long the lane waits, zero to go on at the next free thread
     * @param reason why, one line without secrets
     * @param checkpoint where to go on, null to keep the last one
     */
    record Hold(Duration delay, String reason, @Nullable String checkpoint) implements Disposition {
        /** Refuses a negative delay. */
        public Hold {
            Objects.requireNonNull(reason);
            requireNotNegative(delay);
        }
    }

    /**
     * Given up: the task goes to the dead letters with the reason.
     *
     * @param reason why, one line without secrets
     */
    record Bury(String reason) implements Disposition {
        /** Refuses a missing reason. */
        public Bury {
            Objects.requireNonNull(reason);
        }
    }

    /** Done. */
    static Disposition ack() {
        return new Ack();
    }

    /** Stops midway without any delay: another worker, or this one later, goes on from the checkpoint. */
    static Disposition yield(String reason, @Nullable String checkpoint) {
        return new Hold(Duration.ZERO, reason, checkpoint);
    }

    private static void requireNotNegative(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative, got " + delay);
        }
    }
}
