package io.brxsync.queue;

/** Where a task is; always exactly one of the first four while the queue knows it. */
public enum TaskState {
    /** In its lane, waiting for its turn. */
    READY,
    /** Waiting for its time. */
    SCHEDULED,
    /** Held by a worker. */
    CLAIMED,
    /** Given up, see {@link DeadTask}. */
    DEAD,
    /** Not in the queue: settled, cancelled, or never enqueued. */
    UNKNOWN
}
