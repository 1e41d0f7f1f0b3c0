package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.ChangeAnswer;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.Marketplace;
import io.brxsync.port.NewListing;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Lists new products. Creating is not repeatable, CardTrader adds to an identical listing; so each carries a key of its own
 * in the caller-owned field, by which it is found again when the answer got lost. Thread-safe.
 */
public final class ProductCreation implements TaskHandler<SyncTask.CreateProduct> {
    private final Outbound outbound;
    private final PropertySchemas schemas;
    private final InstantSource clock;

    /** A creation over these parts. */
    public ProductCreation(Outbound outbound, InstantSource clock) {
        this.outbound = outbound;
        this.schemas = new PropertySchemas(clock);
        this.clock = clock;
    }

    @Override
    public Disposition handle(SyncTask.CreateProduct task, TaskContext context) {
        OutboundChange change = outbound.changes().begin(task, context.fence());
        Run run = new Run(task, change, outbound.seller(task.user()), context);
        return switch (change.state()) {
            case PENDING -> run.send();
            case SENDING, SUBMITTED -> run.lookUp();
            case DONE -> Disposition.ack();
            case REFUSED, REVIEW -> new Disposition.Bury(change.state().wireName() + ": " + change.result());
        };
    }

    @Override
    public void buried(SyncTask.CreateProduct task, String reason) {
        outbound.changes()
                .find(task.user(), OutboundChange.Kind.CREATE, task.key())
                .filter(change -> change.state() == State.SENDING)
                .ifPresent(change -> outbound.settle(change, State.REVIEW, reason, true, null));
    }

    /** What a new listing carries in its caller-owned field. */
    static String ownKey(String key) {
        return "brx:" + key;
    }

    /** One creation under one claim; for one thread. */
    private final class Run {
        private final SyncTask.CreateProduct task;
        private final OutboundChange change;
        private final Seller seller;
        private final Fence fence;
        private final TaskContext context;
        private final Marketplace marketplace;

        Run(SyncTask.CreateProduct task, OutboundChange change, Seller seller, TaskContext context) {
            this.task = task;
            this.change = change;
            this.seller = seller;
            this.fence = context.fence();
            this.context = context;
            this.marketplace = outbound.marketplace().with(context.calls());
        }

        Disposition send() {
            Map<String, JsonNode> wanted = Objects.requireNonNullElse(task.properties(), Map.of());
            PropertyCheck check = wanted.isEmpty()
                    ? new PropertyCheck(wanted, List.of(), null)
                    : schemas.check(wanted, task.blueprintId(), seller, marketplace.listings());
            if (check.refusal() != null) {
                return end(State.REFUSED, check.refusal());
            }
            outbound.changes().sending(change.id(), fence);
            NewListing.Details details = new NewListing.Details(task.description(), task.graded(), check.properties());
            ChangeAnswer answer;
            try {
                answer = marketplace
                        .listings()
                        .create(
                                seller,
                                new NewListing(
                                        task.blueprintId(),
                                        task.priceCents(),
                                        task.quantity(),
                                        ownKey(task.key()),
                                        details));
            } catch (BrxException e) {
                return failed(e);
            }
            ExportedProduct product = answer.product();
            return product == null
                    ? new Disposition.RetryAfter(outbound.quiet(), "the answer names no listing", false, null)
                    : made(product, String.join("; ", answer.warnings()));
        }

        private Disposition failed(BrxException failure) {
            if (!Outbound.certainlyNotMade(failure)) {
                return new Disposition.RetryAfter(
                        UnknownOutcome.waitAfter(0), String.valueOf(failure.getMessage()), false, null);
            }
            if (failure.kind() == BrxException.Kind.REJECTED) {
                return end(State.REFUSED, String.valueOf(failure.getMessage()));
            }
            outbound.changes().unsent(change.id(), String.valueOf(failure.getMessage()), fence);
            outbound.unauthorized(task.user(), failure);
            throw failure;
        }

        private Disposition made(ExportedProduct product, String warnings) {
            outbound.push()
                    .accept(outbound.changes()
                            .created(
                                    change.id(),
                                    product,
                                    ownKey(task.key()),
                                    warnings.isEmpty() ? null : warnings,
                                    fence));
            return Disposition.ack();
        }

        /** Finds out whether a creation without an answer was made. */
        Disposition lookUp() {
            outbound.sweep().sweep(seller, fence, context.calls());
            Map<Long, Integer> mirrored = outbound.changes().believed(task.user(), task.blueprintId());
            Map<Long, ExportedProduct> listed = ListingReads.of(marketplace, seller, Set.of(task.blueprintId()));
            for (ExportedProduct product : listed.values()) {
                if (ownKey(task.key()).equals(product.details().userDataField())) {
                    return made(product, "");
                }
            }
            if (clock.instant()
                    .isBefore(Objects.requireNonNull(change.times().sentAt()).plus(outbound.quiet()))) {
                return new Disposition.RetryAfter(
                        outbound.quiet(), "outcome unknown, and CardTrader may still be at work on it", false, null);
            }
            boolean mayHaveGrown = listed.values().stream()
                    .anyMatch(product -> product.quantity() > mirrored.getOrDefault(product.id(), 0));
            return mayHaveGrown
                    ? end(
                            State.REVIEW,
                            "sent without an answer: no listing carries its key, but another one of this card has grown"
                                    + " and may hold it")
                    : send();
        }

        private Disposition end(State state, String result) {
            outbound.settle(change, state, result, state == State.REVIEW, fence);
            return new Disposition.Bury(state.wireName() + ": " + result);
        }
    }
}
