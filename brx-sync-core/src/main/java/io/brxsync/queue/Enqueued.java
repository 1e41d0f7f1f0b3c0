package io.brxsync.queue;

import org.jspecify.annotations.Nullable;

/**
 * What became of one message. Immutable.
 *
 * @param taskId the id under which the work is live; the message's own, or that of the task it was merged into
 * @param outcome what happened
 * @param refusal why it was refused, null when it was not
 */
public record Enqueued(
        String taskId, Outcome outcome, @Nullable Refusal refusal) {
    /** Refuses a refusal without a reason, and a reason without a refusal. */
    public Enqueued {
        if ((outcome == Outcome.REFUSED) != (refusal != null)) {
            throw new IllegalArgumentException(outcome + " does not go with " + refusal);
        }
    }

    /** A message that was not refused. */
    public Enqueued(String taskId, Outcome outcome) {
        this(taskId, outcome, null);
    }

    /** What happened to the message. */
    public enum Outcome {
        /** It waits in its lane or for its time. */
        ADDED,
        /** The queue knew this very id already; nothing changed. */
        KNOWN,
        /** A live task has the same unique key; nothing changed. */
        DUPLICATE,
        /** A waiting task has the same unique key; the newer payload was laid over its own. */
        MERGED,
        /** The user's or the queue's bound is reached; nothing changed. */
        REFUSED,
        /** The queue is out of reach; the task is safe in the database and a worker's recovery will enqueue it. */
        DEFERRED
    }

    /**
     * Which bound was reached. Immutable.
     *
     * @param scope what the bound is about
     * @param waiting how many tasks wait there
     * @param bound how many may, see {@link QueueControl#bound}
     */
    public record Refusal(Scope scope, long waiting, long bound) {
        /** What a bound is about. */
        public enum Scope {
            /** One user in one queue. */
            LANE,
            /** One queue. */
            QUEUE
        }

        /** One line for people. */
        public String describe() {
            return switch (scope) {
                case LANE -> waiting + " tasks of this user wait in the queue, and no more than " + bound + " may";
                case QUEUE -> waiting + " tasks wait in the queue, and no more than " + bound + " may";
            };
        }
    }
}
