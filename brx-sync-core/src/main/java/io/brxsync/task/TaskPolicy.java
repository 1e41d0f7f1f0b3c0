package io.brxsync.task;

import java.time.Duration;
import java.util.Objects;

/**
 * How the engine treats tasks of one type. Immutable.
 *
 * @param queue the queue they go to unless the caller names another
 * @param retry attempts and backoff after failures
 * @param timeLimit how long one run may take before it is cancelled, which counts as a failure
 * @param uniqueness what happens to a second task with a live {@link Task#uniqueKey()}
 * @param outbox whether the task is written to the database before Redis, so that it survives the loss of Redis; work
 *     that a schedule recreates need not be
 */
public record TaskPolicy(String queue, RetryPolicy retry, Duration timeLimit, Uniqueness uniqueness, boolean outbox) {

    /** The queue for what cannot wait: sales. */
    public static final String HIGH_PRIORITY = "high-priority";

    /** The queue for whole inventories. */
    public static final String BULK_SYNC = "bulk-sync";

    /** The queue for everything else. */
    public static final String DEFAULT = "default";

    /** What a live unique key means for the next task that carries it. */
    public enum Uniqueness {
        /** The key is live until the task settles; the next task becomes the live one. */
        UNTIL_SETTLED,
        /**
         * The key is live until the task starts; while it waits, the next task's payload is laid over its own, newest
         * values winning; once it runs, the next task is a task of its own.
         */
        MERGE_UNTIL_STARTED
    }

    /** Refuses values that cannot be meant. */
    public TaskPolicy {
        TaskNames.requireQueue(queue);
        Objects.requireNonNull(retry);
        Objects.requireNonNull(uniqueness);
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException("timeLimit must be positive, got " + timeLimit);
        }
    }

    /** A sensible policy for an application's own type: default queue, 5 attempts, 10 minutes, in the outbox. */
    public static TaskPolicy standard() {
        return new TaskPolicy(
                DEFAULT,
                new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                Duration.ofMinutes(10),
                Uniqueness.UNTIL_SETTLED,
                true);
    }

    /** The same policy on another queue. */
    public TaskPolicy onQueue(String other) {
        return new TaskPolicy(other, retry, timeLimit, uniqueness, outbox);
    }

    /** The same policy with other retries. */
    public TaskPolicy withRetry(RetryPolicy other) {
        return new TaskPolicy(queue, other, timeLimit, uniqueness, outbox);
    }

    /** The same policy with another limit for one run. */
    public TaskPolicy withTimeLimit(Duration other) {
        return new TaskPolicy(queue, retry, other, uniqueness, outbox);
    }

    /** The same policy with another treatment of a live unique key. */
    public TaskPolicy withUniqueness(Uniqueness other) {
        return new TaskPolicy(queue, retry, timeLimit, other, outbox);
    }

    /** The same policy without the outbox: faster, but gone when Redis loses its data. */
    public TaskPolicy withoutOutbox() {
        return new TaskPolicy(queue, retry, timeLimit, uniqueness, false);
    }
}
