package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.handler.CreationOutcome.Verdict;
import io.brxsync.port.ChangeAnswer;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.Marketplace;
import io.brxsync.port.NewListing;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore.Creation;
import io.brxsync.port.Seller;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sends creations, one alone and several in a bulk job, and looks those up whose outcome nobody told. A request that may
 * have been heard is never made again before a look. Thread-safe.
 */
final class CreationSender {
    private final Outbound outbound;
    private final PropertySchemas schemas;
    private final InstantSource clock;
    private final int bulkSize;

    /**
     * A sender over these parts.
     *
     * @param schemas what properties may be, shared by whatever checks them
     * @param bulkSize creations in one job at most
     */
    CreationSender(Outbound outbound, PropertySchemas schemas, InstantSource clock, int bulkSize) {
        this.outbound = outbound;
        this.schemas = schemas;
        this.clock = clock;
        this.bulkSize = bulkSize;
    }

    int bulkSize() {
        return bulkSize;
    }

    /** How long ago a creation was sent. */
    Duration age(OutboundChange change) {
        return Duration.between(Objects.requireNonNull(change.times().sentAt()), clock.instant());
    }

    /** Sends creations that CardTrader has certainly not heard of. What has to be told of them is in their state after it. */
    void send(List<OutboundChange> waiting, Seller seller, TaskContext context) {
        Run run = new Run(seller, context);
        Map<OutboundChange, NewListing> good = run.checked(waiting);
        if (good.size() > 1) {
            run.together(good);
        } else {
            good.forEach(run::alone);
        }
    }

    /** The same one by one, for those that a job did not make. */
    void sendAlone(List<OutboundChange> waiting, Seller seller, TaskContext context) {
        Run run = new Run(seller, context);
        run.checked(waiting).forEach(run::alone);
    }

    /**
     * Finds out which creations were made. Those that certainly were not are sent again alone.
     *
     * @param doubtful creations, with the time that CardTrader may be at work on them; empty if there is no telling
     */
    void lookUp(Map<OutboundChange, Optional<Duration>> doubtful, Seller seller, TaskContext context) {
        if (!doubtful.isEmpty()) {
            new Run(seller, context).lookUp(doubtful);
        }
    }

    /** For one thread. */
    private final class Run {
        private final Seller seller;
        private final TaskContext context;
        private final Fence fence;
        private final Marketplace marketplace;

        Run(Seller seller, TaskContext context) {
            this.seller = seller;
            this.context = context;
            this.fence = context.fence();
            this.marketplace = outbound.marketplace().with(context.calls());
        }

        /** What may be sent; what must not is refused. */
        Map<OutboundChange, NewListing> checked(List<OutboundChange> changes) {
            Map<OutboundChange, NewListing> good = new LinkedHashMap<>();
            for (OutboundChange change : changes) {
                Map<String, JsonNode> wanted = EditValues.properties(change.change());
                PropertyCheck check =
                        schemas.check(wanted, change.subject().blueprintId(), seller, marketplace.listings());
                if (check.refusal() != null) {
                    outbound.settle(change, State.REFUSED, check.refusal(), false, fence);
                } else {
                    good.put(change, CreationOutcome.listing(change, check.properties()));
                }
            }
            return good;
        }

        void together(Map<OutboundChange, NewListing> good) {
            List<Long> ids = good.keySet().stream().map(OutboundChange::id).toList();
            outbound.changes().sendingTogether(ids, fence);
            UUID job;
            try {
                job = marketplace.listings().startCreations(seller, List.copyOf(good.values()));
            } catch (BrxException e) {
                if (e.kind() == BrxException.Kind.REJECTED) {
                    // One of them may be to blame for all: alone, each gets an answer of its own.
                    good.forEach(this::alone);
                } else {
                    failed(ids, e);
                }
                return;
            }
            Map<Long, Integer> positions = new HashMap<>();
            ids.forEach(id -> positions.put(id, positions.size()));
            outbound.push()
                    .accept(outbound.changes().submitted(seller.user(), job, positions, JobTracking.UNTIL_LOOK, fence));
        }

        void alone(OutboundChange change, NewListing listing) {
            outbound.changes().sending(change.id(), fence);
            ChangeAnswer answer;
            try {
                answer = marketplace.listings().create(seller, listing);
            } catch (BrxException e) {
                if (e.kind() == BrxException.Kind.REJECTED) {
                    outbound.settle(change, State.REFUSED, String.valueOf(e.getMessage()), false, fence);
                } else {
                    failed(List.of(change.id()), e);
                }
                return;
            }
            ExportedProduct product = answer.product();
            if (product != null) {
                String warnings = String.join("; ", answer.warnings());
                made(List.of(made(change, product, warnings.isEmpty() ? null : warnings)));
            }
        }

        /** Whatever may have been heard stays marked as being sent, and is looked up. */
        private void failed(List<Long> ids, BrxException failure) {
            if (Outbound.certainlyNotMade(failure)) {
                outbound.changes().unsent(ids, String.valueOf(failure.getMessage()));
                outbound.unauthorized(seller.user(), failure);
                throw failure;
            }
        }

        private Creation made(OutboundChange change, ExportedProduct product, @Nullable String warnings) {
            return new Creation(change.id(), product, CreationOutcome.ownKey(change), warnings);
        }

        private void made(List<Creation> creations) {
            outbound.created(creations, fence);
        }

        void lookUp(Map<OutboundChange, Optional<Duration>> doubtful) {
            outbound.sweep().sweep(seller, fence, context.calls());
            Map<OutboundChange, Map<Long, Integer>> before = new HashMap<>();
            doubtful.keySet().forEach(change -> before.put(change, believed(change)));
            Map<Long, ExportedProduct> listed =
                    ListingReads.read(marketplace, seller, blueprints(doubtful)).complete(seller);
            List<Creation> found = new ArrayList<>();
            List<OutboundChange> missing = new ArrayList<>();
            for (OutboundChange change : doubtful.keySet()) {
                CreationOutcome.byKey(change, listed.values())
                        .ifPresentOrElse(product -> found.add(made(change, product, null)), () -> missing.add(change));
            }
            made(found);
            if (!missing.isEmpty()) {
                // A sale between the two sweeps can hide that a listing has grown, or look like it; never only the
                // former.
                outbound.sweep().sweep(seller, fence, context.calls());
                judge(missing, doubtful, before, listed);
            }
        }

        /** All are judged before the first is sent again, which may change what the others are judged by. */
        private void judge(
                List<OutboundChange> missing,
                Map<OutboundChange, Optional<Duration>> doubtful,
                Map<OutboundChange, Map<Long, Integer>> before,
                Map<Long, ExportedProduct> listed) {
            List<OutboundChange> again = new ArrayList<>();
            for (OutboundChange change : missing) {
                List<ExportedProduct> ofBlueprint = listed.values().stream()
                        .filter(product ->
                                product.blueprintId() == change.subject().blueprintId())
                        .toList();
                Verdict verdict = CreationOutcome.ofMissing(
                        ofBlueprint, before.get(change), believed(change), age(change), doubtful.get(change));
                switch (verdict) {
                    case NOT_MADE -> again.add(change);
                    case UNCLEAR -> outbound.settle(change, State.REVIEW, unclear(doubtful.get(change)), true, fence);
                    case TOO_SOON -> {
                        // It is looked up again.
                    }
                }
            }
            checked(again).forEach(this::alone);
        }

        private static String unclear(Optional<Duration> quiet) {
            return quiet.isEmpty()
                    ? "its job did not end in time and may list it yet: no listing carries its key so far"
                    : "sent without an answer: no listing carries its key, but another one of this card has grown"
                            + " and may hold it";
        }

        private Map<Long, Integer> believed(OutboundChange change) {
            return outbound.changes()
                    .believed(
                            seller.user(),
                            change.subject().blueprintId(),
                            Objects.requireNonNull(change.times().sentAt()));
        }

        private static Set<Integer> blueprints(Map<OutboundChange, Optional<Duration>> changes) {
            return changes.keySet().stream()
                    .map(change -> change.subject().blueprintId())
                    .collect(Collectors.toSet());
        }
    }
}
