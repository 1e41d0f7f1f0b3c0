package io.brxsync.worker;

import io.brxsync.port.Fence;
import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.task.TaskMessage;
import java.util.Optional;

/** Keeps the record of operations beside the queue. Thread-safe. */
public interface OperationRecorder {
    /** Records nothing; for queues without a database. */
    OperationRecorder NONE = new OperationRecorder() {};

    /**
     * A handler is about to run.
     *
     * @return the message to run, which may hold a newer payload than the claim; empty when the operation ended already
     *     and only the ack is missing
     */
    default Optional<TaskMessage> started(Claim claim, Fence fence) {
        return Optional.of(claim.message());
    }

    /** A disposition was decided; called before the queue is told. */
    default void finished(Claim claim, Fence fence, Disposition disposition) {}

    /** The queue gave a task up by itself, see {@link io.brxsync.queue.Exchange#buried()}. */
    default void buried(DeadTask task) {}
}
