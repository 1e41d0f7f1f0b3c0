package io.brxsync.port;

import io.brxsync.task.TaskMessage;
import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Operations: the outbox that makes tasks survive the loss of Redis, and the record of what became of them. Thread-safe;
 * errors as in {@link SyncStore}.
 */
public interface OperationStore {

    /**
     * Writes messages as pending, in one transaction. A message whose unique key is live already is not written.
     *
     * @return one message per argument, in order: the argument itself, or the live one that has the same unique key;
     *     under {@code MERGE_UNTIL_STARTED} a pending one gets the newer payload laid over its own and is returned so
     */
    List<TaskMessage> enlist(List<TaskMessage> messages);

    /** The same inside the caller's transaction, which the caller commits. */
    List<TaskMessage> enlist(Connection transaction, List<TaskMessage> messages);

    /**
     * A worker begins. Writes the row if the task was not in the outbox; such a row is a record only, {@link #unsettled}
     * never returns it.
     *
     * @return the message to run, with the payload as the outbox holds it: an {@link #enlist} may have laid a newer one
     *     over it after this message left Redis, and none can any more; empty when the operation was completed already,
     *     so that nothing is left but the ack. A failed one begins anew: its dead letter was sent back
     * @throws io.brxsync.BrxException {@code LEASE_LOST} if a later claim began already
     */
    Optional<TaskMessage> started(Fence fence, TaskMessage message);

    /** How far a running operation got; refused as in {@link #started}. */
    void progress(Fence fence, SyncProgress progress);

    /** The ends of several operations; ends reported under an older token are ignored. */
    void ended(Collection<End> ends);

    /**
     * One end.
     *
     * @param fence under whose claim
     * @param status completed or failed
     * @param reason why it failed, null when it did not
     */
    record End(
            Fence fence, Operation.Status status, @Nullable String reason) {}

    /** One operation. */
    Optional<Operation> find(String operationId);

    /** A user's operations, newest first. */
    List<Operation> latest(UUID user, int limit);

    /**
     * The newest operation of each of these users, users without one left out.
     *
     * @param types only operations of these types, by wire name
     */
    List<Operation> newest(Collection<UUID> users, Collection<String> types);

    /**
     * Outbox messages that have not ended, oldest first, for recovery.
     *
     * @param createdBefore leaves out those that may still be on their way to Redis
     * @param afterId the last id of the page before, null for the first page
     */
    List<TaskMessage> unsettled(Instant createdBefore, @Nullable String afterId, int limit);

    /**
     * Deletes operations that ended before this time.
     *
     * @return how many
     */
    long purgeEndedBefore(Instant time);
}
