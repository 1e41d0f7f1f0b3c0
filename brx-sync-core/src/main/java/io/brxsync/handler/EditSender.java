package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.ListingEdit;
import io.brxsync.port.Listings;
import io.brxsync.port.Marketplace;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore.Sendable;
import io.brxsync.port.Seller;
import io.brxsync.worker.TaskContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Starts bulk jobs for edits that wait, one job per user at a time. Values are absolute, the quantity too; it is the mirror's
 * as of the moment of sending, and {@link QuantityCorrection} compares it afterwards with what was sold in between.
 * Thread-safe.
 */
final class EditSender {
    private final Outbound outbound;
    private final PropertySchemas schemas;
    private final InstantSource clock;
    private final int bulkSize;

    /**
     * A sender over these parts.
     *
     * @param schemas what properties may be, shared by whatever checks them
     * @param bulkSize edits in one job at most
     */
    EditSender(Outbound outbound, PropertySchemas schemas, InstantSource clock, int bulkSize) {
        this.outbound = outbound;
        this.schemas = schemas;
        this.clock = clock;
        this.bulkSize = bulkSize;
    }

    int bulkSize() {
        return bulkSize;
    }

    /**
     * Settles what was made without an answer; what was not waits again, once nothing can be under way any more. It looks
     * up every edit of the seller that is being sent, because the tasks of edits that waited for a job are gone. Edits of
     * one product went out as one, so they were made together or not at all.
     */
    void lookUp(Seller seller, TaskContext context) {
        List<OutboundChange> doubtful = outbound.changes().editsInDoubt(seller.user());
        if (doubtful.isEmpty()) {
            return;
        }
        List<OutboundChange> unanswered =
                doubtful.stream().filter(change -> change.result() == null).toList();
        if (!unanswered.isEmpty()) {
            Map<Long, ExportedProduct> listed = ListingReads.of(
                    outbound.marketplace().with(context.calls()),
                    seller,
                    unanswered.stream()
                            .map(change -> change.subject().blueprintId())
                            .collect(Collectors.toSet()));
            byProduct(unanswered).forEach((product, edits) -> {
                if (EditValues.madeIn(listed.get(product), EditValues.together(edits))) {
                    made(edits, context.fence());
                } else if (edits.stream().allMatch(this::quietSinceSent)) {
                    outbound.changes().unsent(ids(edits), "not made, as a look showed");
                }
            });
        }
        outbound.changes().editsInDoubt(seller.user()).stream()
                .filter(change -> change.result() != null)
                .forEach(change -> QuantityCorrection.end(change, seller, outbound, context));
    }

    /** By product, each in the order that they have. */
    static Map<Long, List<OutboundChange>> byProduct(List<OutboundChange> changes) {
        return changes.stream()
                .collect(Collectors.groupingBy(change -> change.subject().productId()));
    }

    private static List<Long> ids(List<OutboundChange> changes) {
        return changes.stream().map(OutboundChange::id).toList();
    }

    /** Whether an edit of the seller was sent without an answer, or is just being sent. */
    boolean inDoubt(Seller seller) {
        return !outbound.changes().editsInDoubt(seller.user()).isEmpty();
    }

    /** Quantities are still to be compared with what was sold meanwhile. */
    private void made(List<OutboundChange> edits, Fence fence) {
        Map<Boolean, List<OutboundChange>> byQuantity =
                edits.stream().collect(Collectors.partitioningBy(edit -> EditValues.movesQuantity(edit.change())));
        outbound.changes().toCompare(ids(byQuantity.get(true)), fence);
        for (OutboundChange edit : byQuantity.get(false)) {
            boolean noted = EditValues.note(edit.change()) != null;
            outbound.settle(edit, State.DONE, "looked up", noted, fence);
        }
    }

    private boolean quietSinceSent(OutboundChange change) {
        Instant sent = Objects.requireNonNull(change.times().sentAt());
        return !clock.instant().isBefore(sent.plus(outbound.quiet()));
    }

    /** Sends the oldest edits that wait, as many as one job takes; there must be no job under way. */
    void sendWaiting(Seller seller, TaskContext context) {
        List<OutboundChange> waiting = outbound.changes().waitingEdits(seller.user(), bulkSize);
        if (!waiting.isEmpty()) {
            new Batch(seller, context).send(waiting);
        }
    }

    /** One job; for one thread. */
    private final class Batch {
        private final Seller seller;
        private final TaskContext context;
        private final Fence fence;
        private final Marketplace marketplace;

        Batch(Seller seller, TaskContext context) {
            this.seller = seller;
            this.context = context;
            this.fence = context.fence();
            this.marketplace = outbound.marketplace().with(context.calls());
        }

        void send(List<OutboundChange> waiting) {
            Map<Long, Map<String, JsonNode>> properties = checked(waiting);
            boolean quantities = waiting.stream().anyMatch(change -> EditValues.movesQuantity(change.change()));
            if (quantities && !outbound.changes().sweptLately(seller.user())) {
                outbound.sweep().sweep(seller, fence, context.calls());
            }
            List<Sendable> sendable = outbound.changes().sendingEdits(List.copyOf(properties.keySet()), fence);
            if (!sendable.isEmpty()) {
                start(sendable, properties);
            }
        }

        /** What may be sent, by change; what must not is settled. */
        private Map<Long, Map<String, JsonNode>> checked(List<OutboundChange> changes) {
            Map<Long, Map<String, JsonNode>> good = new HashMap<>();
            Listings listings = marketplace.listings();
            for (OutboundChange change : changes) {
                Map<String, JsonNode> wanted = EditValues.properties(change.change());
                PropertyCheck check = schemas.check(wanted, change.subject().blueprintId(), seller, listings);
                if (check.refusal() != null) {
                    refuse(change, check.refusal());
                } else if (EditValues.empty(EditValues.edit(0, change.change(), 0, check.properties()))) {
                    outbound.settle(change, State.DONE, "nothing sent, " + check.note(), true, fence);
                } else {
                    if (!check.properties().equals(wanted)) {
                        outbound.changes().note(change.id(), check.note(), fence);
                    }
                    good.put(change.id(), check.properties());
                }
            }
            return good;
        }

        private void refuse(OutboundChange change, String reason) {
            outbound.settle(change, State.REFUSED, reason, true, fence);
            outbound.failed(change, State.REFUSED, reason);
        }

        private void start(List<Sendable> sendable, Map<Long, Map<String, JsonNode>> properties) {
            Map<Long, ListingEdit> edits = new LinkedHashMap<>();
            Map<Long, Integer> positions = new HashMap<>();
            List<Long> products = new ArrayList<>();
            for (Sendable each : sendable) {
                OutboundChange change = each.change();
                long product = change.subject().productId();
                ListingEdit edit =
                        EditValues.edit(product, change.change(), each.quantity(), properties.get(change.id()));
                if (edits.put(product, edits.containsKey(product) ? EditValues.overlay(edits.get(product), edit) : edit)
                        == null) {
                    products.add(product);
                }
                positions.put(change.id(), products.indexOf(product));
            }
            UUID job;
            try {
                job = marketplace.listings().startUpdates(seller, List.copyOf(edits.values()));
            } catch (BrxException e) {
                failed(e, sendable);
                return;
            }
            outbound.push()
                    .accept(outbound.changes().submitted(seller.user(), job, positions, JobTracking.UNTIL_LOOK, fence));
        }

        private void failed(BrxException failure, List<Sendable> sendable) {
            String reason = String.valueOf(failure.getMessage());
            if (!Outbound.certainlyNotMade(failure)) {
                // They stay marked as being sent; the next task or tracker of the seller looks them up.
                return;
            }
            if (failure.kind() == BrxException.Kind.REJECTED) {
                sendable.forEach(each -> refuse(each.change(), reason));
                return;
            }
            outbound.changes()
                    .unsent(sendable.stream().map(each -> each.change().id()).toList(), reason);
            outbound.unauthorized(seller.user(), failure);
            throw failure;
        }
    }
}
