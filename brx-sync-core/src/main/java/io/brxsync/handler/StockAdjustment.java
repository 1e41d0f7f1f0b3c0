package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.ChangeAnswer;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.Marketplace;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore.Belief;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends sales and stock changes of the own marketplace as increments, which go well with sales at CardTrader that happen at
 * the same time. An increment is not repeatable: before it leaves it is marked as being sent, and one that was marked
 * without an answer is looked up, not sent again. Thread-safe.
 */
final class StockAdjustment implements TaskHandler<SyncTask.AdjustStock> {
    private final Outbound outbound;

    /** An adjustment over these parts. */
    StockAdjustment(Outbound outbound) {
        this.outbound = outbound;
    }

    @Override
    public Disposition handle(SyncTask.AdjustStock task, TaskContext context) {
        OutboundChange change = outbound.changes().begin(task, context.fence());
        Run run = new Run(change, outbound.seller(task.user()), context);
        return switch (change.state()) {
            case PENDING -> run.send();
            case SENDING, SUBMITTED -> run.lookUp();
            case DONE -> Disposition.ack();
            case REFUSED, REVIEW -> new Disposition.Bury(change.state().wireName() + ": " + change.result());
        };
    }

    @Override
    public void buried(SyncTask.AdjustStock task, String reason) {
        outbound.changes()
                .find(task.user(), OutboundChange.Kind.ADJUST, task.key())
                .filter(change -> change.state() == State.SENDING)
                .ifPresent(change -> outbound.settle(change, State.REVIEW, reason, true, null));
    }

    /** One adjustment under one claim; for one thread. */
    private final class Run {
        private final OutboundChange change;
        private final Seller seller;
        private final TaskContext context;
        private final Fence fence;
        private final Marketplace marketplace;

        Run(OutboundChange change, Seller seller, TaskContext context) {
            this.change = change;
            this.seller = seller;
            this.context = context;
            this.fence = context.fence();
            this.marketplace = outbound.marketplace().with(context.calls());
        }

        private int delta() {
            return change.change().path("delta").asInt();
        }

        Disposition send() {
            Belief belief = outbound.changes().sendingAlone(change.id(), fence).orElse(null);
            if (belief == null) {
                return again(1, 0, "another change of its quantity is being sent, or was without an answer");
            }
            Optional<ChangeAnswer> answer;
            try {
                answer = marketplace
                        .listings()
                        .increment(seller, change.subject().productId(), delta());
            } catch (BrxException e) {
                return failed(e);
            }
            return answer.map(made -> made(made.product(), belief)).orElseGet(this::gone);
        }

        private Disposition failed(BrxException failure) {
            if (!Outbound.certainlyNotMade(failure)) {
                // Interrupted threads end at their next step; the state tells the next claim to look first.
                return context.stopRequested() ? again(0, 0, "outcome unknown") : lookUp();
            }
            if (failure.kind() == BrxException.Kind.REJECTED) {
                return end(State.REFUSED, String.valueOf(failure.getMessage()));
            }
            outbound.changes().unsent(change.id(), String.valueOf(failure.getMessage()), fence);
            outbound.unauthorized(change.subject().user(), failure);
            throw failure;
        }

        private Disposition made(@Nullable ExportedProduct product, Belief belief) {
            boolean expected = product != null && product.quantity() == belief.after();
            String result = product == null ? null : "quantity " + product.quantity();
            // Something else than expected is usually a sale whose webhook is under way. Under an edit of the quantity
            // nothing can be expected; it is compared when that has ended.
            outbound.settle(change, State.DONE, result, !expected && !belief.disturbed(), fence);
            return Disposition.ack();
        }

        private Disposition gone() {
            return delta() < 0
                    ? end(
                            State.REVIEW,
                            "CardTrader has no such product any more: what was sold here may be sold there too")
                    : end(State.REFUSED, "CardTrader has no such product any more: list it anew with create_product");
        }

        /** Finds out whether an increment without an answer was made. */
        Disposition lookUp() {
            int looks = context.checkpoint().map(Integer::parseInt).orElse(0);
            StableRead read = StableRead.of(change, seller, outbound, context).orElse(null);
            if (read == null) {
                return again(0, looks + 1, "a sale fell into the look at it");
            }
            Belief belief = read.belief();
            return switch (UnknownOutcome.decide(belief, read.quantity(), outbound.quiet())) {
                case MADE -> end(State.DONE, "quantity " + read.quantity() + ", looked up");
                case NOT_MADE -> send();
                case TOO_SOON ->
                    new Disposition.RetryAfter(
                            UnknownOutcome.waitUntilTold(belief, outbound.quiet()),
                            "outcome unknown, and CardTrader may still be at work on it",
                            false,
                            Integer.toString(looks));
                case UNDECIDED -> undecided(looks, read.quantity(), belief);
            };
        }

        private Disposition undecided(int looks, int read, Belief belief) {
            String what = "sent without an answer, and " + why(read, belief);
            return UnknownOutcome.worthAnotherLook(looks) ? again(looks, looks + 1, what) : end(State.REVIEW, what);
        }

        private static String why(int read, Belief belief) {
            if (belief.disturbed()) {
                return "another change of its quantity does not come to an end";
            }
            return belief.unclear()
                    ? "what CardTrader held before it is not known for sure"
                    : "CardTrader holds " + read + " where " + belief.after() + " with it or " + belief.before()
                            + " without it were expected";
        }

        private Disposition again(int wait, int looks, String reason) {
            return new Disposition.RetryAfter(
                    UnknownOutcome.waitAfter(wait, outbound.quiet()), reason, false, Integer.toString(looks));
        }

        private Disposition end(State state, String result) {
            outbound.settle(change, state, result, state != State.DONE, fence);
            return state == State.DONE ? Disposition.ack() : new Disposition.Bury(state.wireName() + ": " + result);
        }
    }
}
