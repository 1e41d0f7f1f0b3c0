package io.brxsync.queue;

/**
 * What became of one message. Immutable.
 *
 * @param taskId the id under which the work is live; the message's own, or that of the task it was merged into
 * @param outcome what happened
 */
public record Enqueued(String taskId, Outcome outcome) {
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
}
