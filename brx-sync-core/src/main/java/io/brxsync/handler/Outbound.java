package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.Fence;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore;
import io.brxsync.port.OutboundStore.Settlement;
import io.brxsync.port.Seller;
import io.brxsync.port.SyncStore;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all handlers of outbound changes need. Thread-safe.
 *
 * @param store the database
 * @param marketplace CardTrader
 * @param sweep brings the ledger up to date with orders
 * @param push hands tasks to the queue that are in the outbox already
 * @param quiet how long after a request without an answer CardTrader may still be at work on it
 */
record Outbound(
        SyncStore store, Marketplace marketplace, OrderSweep sweep, Consumer<List<TaskMessage>> push, Duration quiet) {
    private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);

    OutboundStore changes() {
        return store.outbound();
    }

    Seller seller(UUID user) {
        return store.accounts().seller(user);
    }

    /** A refused token puts the account into error; what waits is sent once there is a new one. */
    void unauthorized(UUID user, BrxException failure) {
        if (failure.kind() == BrxException.Kind.UNAUTHORIZED) {
            store.accounts().syncFailed(user, String.valueOf(failure.getMessage()));
        }
    }

    /** Whoever follows the operation of a change that was acknowledged meanwhile has to see that it failed. */
    void failed(OutboundChange change, State state, @Nullable String reason) {
        Fence fence = Fence.withoutClaim(change.operationId());
        String text = state.wireName() + ": " + reason;
        store.operations().ended(List.of(new OperationStore.End(fence, Operation.Status.FAILED, text)));
    }

    /** The task of a change was given up: what was being sent may have been made, what was not waits with its dead letter. */
    void giveUp(UUID user, OutboundChange.Kind kind, String product, String reason) {
        for (OutboundChange change : sending(user, kind)) {
            if (product.equals(change.subject().externalStockId())) {
                settle(change, State.REVIEW, reason, true, null);
            }
        }
    }

    /** Changes of a user that were sent without an answer, or are just being sent; a thousand of all kinds at most. */
    private List<OutboundChange> sending(UUID user, OutboundChange.Kind kind) {
        return changes().latest(user, List.of(State.SENDING), 1000).stream()
                .filter(change -> change.kind() == kind)
                .toList();
    }

    /** Settles one change and hands on what follows from it. */
    void settle(OutboundChange change, State state, @Nullable String result, boolean reread, @Nullable Fence fence) {
        settle(List.of(change), List.of(new Settlement(change.id(), state, result, reread)), fence);
    }

    /** Settles changes and hands on what follows from them. */
    void settle(List<OutboundChange> changes, List<Settlement> settlements, @Nullable Fence fence) {
        List<TaskMessage> followUps = changes().settle(settlements, fence);
        for (Settlement settlement : settlements) {
            if (settlement.state() != State.DONE) {
                changes.stream()
                        .filter(change -> change.id() == settlement.id())
                        .forEach(change -> report(change, settlement));
            }
        }
        if (!followUps.isEmpty()) {
            push.accept(followUps);
        }
    }

    /** Ends creations that were made and hands on what follows from them. */
    void created(List<OutboundStore.Creation> creations, Fence fence) {
        if (!creations.isEmpty()) {
            push.accept(changes().created(creations, fence));
        }
    }

    private static void report(OutboundChange change, Settlement settlement) {
        LOG.warn(
                "A change did not go out as asked, the product is read again and the change is shown by 'outbound list'"
                        + " user={} product={} change={} kind={} state={} reason={}",
                change.subject().user(),
                change.subject().externalStockId(),
                change.id(),
                change.kind().wireName(),
                settlement.state().wireName(),
                settlement.result());
    }

    /** Whether this failure proves that a change was not made. */
    static boolean certainlyNotMade(BrxException failure) {
        return switch (failure.kind()) {
            case RETRYABLE, RATE_LIMITED, UNAVAILABLE, UNAUTHORIZED, SUSPENDED, REJECTED, CONFIGURATION -> true;
            case OUTCOME_UNKNOWN, LEASE_LOST, BUG -> false;
        };
    }
}
