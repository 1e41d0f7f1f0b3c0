package io.brxsync.task;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as it lies in the queue and in the outbox: an envelope around the payload's JSON text. The payload stays text
 * so that a worker can carry types it does not know. Immutable.
 *
 * @param id the task's id, a time-ordered UUID; also the operation id
 * @param type wire name
 * @param version payload version
 * @param user the seller, whose lane it waits in
 * @param queue the queue it belongs to
 * @param payload the payload, a JSON object as text
 * @param options when and how urgently
 */
public record TaskMessage(
        String id, String type, int version, UUID user, String queue, String payload, Options options) {

    /** The largest and, negated, the smallest priority. */
    public static final int MAX_PRIORITY = 9;

    /**
     * When and how urgently a task is wanted.
     *
     * @param priority -9 to 9, higher first; ageing keeps low ones from starving
     * @param notBefore earliest start, null for at once
     * @param uniqueKey see {@link Task#uniqueKey()}
     * @param uniqueness what a live unique key means
     * @param enqueuedAt when the caller asked for it
     */
    public record Options(
            int priority,
            @Nullable Instant notBefore,
            @Nullable String uniqueKey,
            TaskPolicy.Uniqueness uniqueness,
            Instant enqueuedAt) {
        /** Refuses a priority out of range. */
        public Options {
            if (Math.abs(priority) > MAX_PRIORITY) {
                throw new IllegalArgumentException(
                        "priority must be " + -MAX_PRIORITY + " to " + MAX_PRIORITY + ", got " + priority);
            }
            Objects.requireNonNull(uniqueness);
            Objects.requireNonNull(enqueuedAt);
        }
    }

    /** Refuses names that cannot be written. */
    public TaskMessage {
        Objects.requireNonNull(id);
        TaskNames.requireType(type);
        TaskNames.requireQueue(queue);
        Objects.requireNonNull(user);
        Objects.requireNonNull(payload);
        Objects.requireNonNull(options);
    }

    /** Name and version in one word, see {@link TaskType#capability()}. */
    public String capability() {
        return TaskType.capability(type, version);
    }

    /** The same message without a unique key, for a queue that need not watch over it. */
    public TaskMessage withoutUniqueKey() {
        Options plain =
                new Options(options.priority(), options.notBefore(), null, options.uniqueness(), options.enqueuedAt());
        return new TaskMessage(id, type, version, user, queue, payload, plain);
    }

    /** The same message for another queue. */
    public TaskMessage onQueue(String other) {
        return new TaskMessage(id, type, version, user, other, payload, options);
    }

    /** The same message with another payload. */
    public TaskMessage withPayload(String other) {
        return new TaskMessage(id, type, version, user, queue, other, options);
    }
}
