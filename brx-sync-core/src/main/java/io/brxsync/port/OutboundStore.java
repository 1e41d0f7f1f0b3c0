package io.brxsync.port;

import io.brxsync.port.OutboundChange.State;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes on their way to CardTrader. What a change does to the mirror, its entry in the ledger and the record of what has
 * to go out are written in one transaction; while it is not settled, no export overwrites the product's row. Thread-safe;
 * errors as in {@link SyncStore}.
 */
public interface OutboundStore {

    /**
     * Asks for a change: enlists its message and takes it in, in one transaction.
     *
     * @return the live message, as in {@link OperationStore#enlist(List)}
     * @throws io.brxsync.BrxException {@code REJECTED} for a product that the mirror does not know and for a key that was
     *     used for something else
     */
    TaskMessage ask(TaskMessage message, SyncTask task);

    /** The same inside the caller's transaction, which the caller commits. */
    TaskMessage ask(Connection transaction, TaskMessage message, SyncTask task);

    /**
     * Asks for an edit that is made of a row as it is, in one transaction with the look at it: whoever writes the row
     * before is in it, whoever writes it later asks again.
     *
     * @param row the row's own id, {@code user_inventory_items.id}
     * @param edit makes the edit, of this row's product
     * @return the message, and the live one as in {@link OperationStore#enlist(List)}
     * @throws io.brxsync.BrxException {@code REJECTED} if the user has no such row
     */
    Asked ask(UUID user, long row, Function<MirroredProduct, SyncTask.PushProduct> edit);

    /**
     * A change that was asked for.
     *
     * @param message its message
     * @param live the message that stands for it
     */
    record Asked(TaskMessage message, TaskMessage live) {}

    /**
     * What a task asks for, taken in now unless {@link #ask(TaskMessage, SyncTask)} did. A removal may be of a product that
     * the mirror does not know: somebody else may have deleted its row.
     *
     * @throws io.brxsync.BrxException as {@link #ask(TaskMessage, SyncTask)} for everything but removals
     */
    OutboundChange begin(SyncTask task, Fence fence);

    /** One change. */
    Optional<OutboundChange> find(long id);

    /** Those of these changes that exist, in no order. */
    List<OutboundChange> find(List<Long> ids);

    /** The change with this reference. */
    Optional<OutboundChange> find(UUID user, OutboundChange.Kind kind, String reference);

    /** Marks a change as being sent. */
    void sending(long id, Fence fence);

    /**
     * Marks a change of a quantity as being sent and says what CardTrader is believed to hold. Of two that are sent at the
     * same time and lose their answers nobody could tell which was made, so only one of each product is.
     *
     * @return empty, with nothing marked, while another one is being sent or was without an answer
     */
    Optional<Belief> sendingAlone(long id, Fence fence);

    /** What CardTrader is believed to hold by now, judging by mirror and ledger. */
    Belief belief(long id);

    /** A change that was certainly not made waits again. */
    void unsent(long id, String reason, Fence fence);

    /**
     * Marks edits as being sent, in one transaction. Those of a product whose quantity is on the move in another change are
     * left as they are.
     *
     * @return those marked, with the quantity that CardTrader should have as of now: what the edit says less what was sold
     *     since
     */
    List<Sendable> sendingEdits(List<Long> ids, Fence fence);

    /** Notes in a change what is not sent as it was asked for; its product is read again at the end. */
    void note(long id, String note, Fence fence);

    /** Changes that were certainly not made wait again. */
    void unsent(List<Long> ids, String reason);

    /**
     * Notes the job that carries edits; they share a position where they are of one product.
     *
     * @param untilLook how long the job is left alone before the first look at it
     * @return the task that follows the job, to be pushed
     */
    List<TaskMessage> submitted(UUID user, UUID job, Map<Long, Integer> positions, Duration untilLook, Fence fence);

    /** Whether a bulk job of a user has not ended yet, as far as is known. */
    boolean jobUnderWay(UUID user);

    /** Edits that were not sent yet and whose tasks have begun, so that no newer values join them; oldest first. */
    List<OutboundChange> waitingEdits(UUID user, int limit);

    /** Edits that are being sent, or were without an answer, oldest first. */
    List<OutboundChange> editsInDoubt(UUID user);

    /** The unsettled changes of a job. */
    List<OutboundChange> ofJob(UUID user, UUID job);

    /** Unsettled changes whose job went well and whose quantity has still to be compared. */
    List<OutboundChange> toCompare(UUID user);

    /** Notes that the job of these changes went well; only their quantity has still to be compared. */
    void toCompare(List<Long> ids, Fence fence);

    /** Whether a user's orders were read within the last half minute. */
    boolean sweptLately(UUID user);

    /** Whether an edit of a quantity waits to be sent or is in a job. */
    boolean quantityEditsWait(UUID user);

    /**
     * Asks for the increment that brings CardTrader's quantity in line with the mirror's, once per change; the mirror stays
     * as it is.
     *
     * @return tasks to be pushed, none if it was asked for before
     */
    List<TaskMessage> correct(long id, int delta, Fence fence);

    /**
     * Marks creations as being sent in one request, at the positions of this list; the job is not known yet.
     */
    void sendingTogether(List<Long> ids, Fence fence);

    /**
     * Notes that the job of these creations does not tell what became of them. They are to be looked up; the job no longer
     * counts as under way.
     */
    void lost(List<Long> ids, String reason, Fence fence);

    /**
     * Ends creations, in one transaction: the mirror gets the listings, or more of those that CardTrader added them to.
     *
     * @return tasks to be pushed
     */
    List<TaskMessage> created(List<Creation> creations, Fence fence);

    /**
     * What CardTrader is believed to list of a blueprint, in lots by product id; without what exports found to be more
     * since then, because that may be what is looked for.
     */
    Map<Long, Integer> believed(UUID user, int blueprintId, Instant since);

    /**
     * Settles changes, in one transaction.
     *
     * @return tasks that were enlisted with it, to be pushed: products to be read again
     */
    List<TaskMessage> settle(List<Settlement> settlements, @Nullable Fence fence);

    /**
     * Settles as {@code REVIEW} what nobody works on any more: changes whose task was given up without a word to its
     * handler, because its workers kept dying or it was cancelled, and changes whose job was lost sight of an hour ago.
     *
     * @return tasks that were enlisted with it, to be pushed: products to be read again
     */
    List<TaskMessage> reviewGivenUp();

    /**
     * Sees to edits whose tasks have ended because a job was under way, and whose job's tracker was given up since, as when
     * CardTrader refused the user's token meanwhile. Users whose account is in error are left for when it is not.
     *
     * @return tasks that were enlisted, to be pushed: trackers that send what waits and look up what is in doubt
     */
    List<TaskMessage> followStranded();

    /** Changes of a user, newest first; in the given states only, or in any when there are none. */
    List<OutboundChange> latest(UUID user, List<State> states, int limit);

    /**
     * Deletes changes that were settled before this time, but none in review. Their keys may be used again then.
     *
     * @return how many
     */
    long purgeSettledBefore(Instant time);

    /** How many changes of a user are in a state. */
    long count(UUID user, State state);

    /**
     * A creation that CardTrader has made.
     *
     * @param id the change
     * @param listed the listing
     * @param ownKey what the new listing carries in its caller-owned field
     * @param warnings what was done otherwise than asked, null for nothing
     */
    record Creation(
            long id,
            ExportedProduct listed,
            String ownKey,
            @Nullable String warnings) {}

    /**
     * An edit that may be sent.
     *
     * @param change the edit
     * @param quantity in lots; used only if the edit names one
     */
    record Sendable(OutboundChange change, int quantity) {}

    /**
     * What CardTrader is believed to hold of a product.
     *
     * @param before without the change, in lots
     * @param after with it
     * @param disturbed whether another change of the product is under way, so that nothing can be told for now
     * @param unclear whether CardTrader moved the quantity in a way that only a read tells, and none was merged since, or
     *     the mirror rests on no read at all, so that a comparison proves nothing
     * @param sinceSent how long ago it was sent last, by the database's clock
     */
    record Belief(int before, int after, boolean disturbed, boolean unclear, Duration sinceSent) {}

    /**
     * The end of a change.
     *
     * @param id the change
     * @param state done, refused or review
     * @param result what there is to say, null for nothing
     * @param reread whether the product is to be read again
     */
    record Settlement(long id, State state, @Nullable String result, boolean reread) {
        /** Refuses what is no end. */
        public Settlement {
            if (!state.settled()) {
                throw new IllegalArgumentException(state + " is no end");
            }
        }
    }
}
