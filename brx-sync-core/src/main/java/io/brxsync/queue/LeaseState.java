package io.brxsync.queue;

/** What the queue answers to the holder of a lease. */
public enum LeaseState {
    /** The holder still has it; settled or extended as asked. */
    HELD,
    /** Still held, and somebody asked for the task to be cancelled. */
    CANCEL_REQUESTED,
    /** The queue has lost its data since the claim: nobody holds the task, see {@link TaskQueue#restore}. */
    FORGOTTEN,
    /** Somebody else holds the task by now, or it is gone: nothing was changed. */
    LEASE_LOST
}
