package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.JobReport;
import io.brxsync.port.Marketplace;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.JobItem;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore.Belief;
import io.brxsync.port.OutboundStore.Settlement;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Follows a bulk job to its end and settles each of its changes by its own result; what the job does not tell is looked up.
 * Then the edits that were made meanwhile are sent.
 * Quantities are compared once no other edit of a quantity waits, because orders have to be read for it. Thread-safe.
 */
final class JobTracking implements TaskHandler<SyncTask.TrackJob> {
    /** CardTrader allows one look per second and user (CardTrader reference, Jobs). */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1050);

    /**
     * A job is not done the moment it was taken; a look at once would tell nothing, and put the next one off by a second.
     */
    static final Duration UNTIL_LOOK = Duration.ofMillis(500);

    private static final Duration PATIENCE = Duration.ofSeconds(300);
    private static final Duration UNTIL_COMPARED = Duration.ofSeconds(60);

    private final Outbound outbound;
    private final EditSender sender;
    private final CreationTracking tracking;
    private final InstantSource clock;

    /**
     * A tracking over these parts.
     *
     * @param sender sends the edits that waited for the job
     * @param creator sends creations again that a job certainly did not make
     */
    JobTracking(Outbound outbound, EditSender sender, CreationSender creator, InstantSource clock) {
        this.outbound = outbound;
        this.sender = sender;
        this.tracking = new CreationTracking(outbound, creator);
        this.clock = clock;
    }

    @Override
    public Disposition handle(SyncTask.TrackJob task, TaskContext context) {
        List<OutboundChange> changes = outbound.changes().ofJob(task.user(), task.job());
        try {
            return new Run(task, changes, outbound.seller(task.user()), context).follow();
        } catch (BrxException e) {
            outbound.unauthorized(task.user(), e);
            throw e;
        }
    }

    @Override
    public void buried(SyncTask.TrackJob task, String reason) {
        List<OutboundChange> changes = outbound.changes().ofJob(task.user(), task.job());
        List<Settlement> settlements = changes.stream()
                .map(change -> new Settlement(change.id(), State.REVIEW, "the job was lost sight of: " + reason, true))
                .toList();
        outbound.settle(changes, settlements, null);
    }

    /** One look; for one thread. */
    private final class Run {
        private final SyncTask.TrackJob task;
        private final List<OutboundChange> changes;
        private final List<OutboundChange> edits;
        private final List<OutboundChange> creations;
        private final Seller seller;
        private final TaskContext context;
        private final Fence fence;
        private final Marketplace marketplace;

        Run(SyncTask.TrackJob task, List<OutboundChange> changes, Seller seller, TaskContext context) {
            this.task = task;
            this.changes = changes;
            this.creations = changes.stream()
                    .filter(change -> change.kind() == OutboundChange.Kind.CREATE)
                    .toList();
            this.edits = changes.stream()
                    .filter(change -> !creations.contains(change))
                    .toList();
            this.seller = seller;
            this.context = context;
            this.fence = context.fence();
            this.marketplace = outbound.marketplace().with(context.calls());
        }

        Disposition follow() {
            boolean over = creations.isEmpty() && edits.stream().allMatch(change -> change.result() != null);
            List<OutboundChange> doubtful = List.of();
            if (!over) {
                JobReport report = marketplace.listings().job(seller, task.job());
                boolean late = age().compareTo(PATIENCE) > 0;
                if (report.state() == JobReport.State.UNFINISHED && !late) {
                    return new Disposition.RetryAfter(BETWEEN_LOOKS, "the job has not ended", false, null);
                }
                settle(report);
                doubtful = tracking.settle(creations, report, seller, context);
            }
            UUID user = task.user();
            boolean unknown = false;
            if (!outbound.changes().jobUnderWay(user)) {
                sender.lookUp(seller, context);
                sender.sendWaiting(seller, context);
                unknown = sender.inDoubt(seller);
            }
            Disposition compared = compare();
            boolean left = !outbound.changes().jobUnderWay(user)
                    && !outbound.changes().waitingEdits(user, 1).isEmpty();
            if (!(compared instanceof Disposition.Ack)) {
                return compared;
            }
            if (!doubtful.isEmpty()) {
                Duration wait = CreationOutcome.untilNextLook(age(), outbound.quiet());
                return new Disposition.RetryAfter(wait, "creations are still to be looked up", false, null);
            }
            if (unknown) {
                return new Disposition.RetryAfter(
                        outbound.quiet(), "outcome unknown, and CardTrader may still be at work on it", false, null);
            }
            return left
                    ? new Disposition.RetryAfter(BETWEEN_LOOKS, "edits wait for another change", false, null)
                    : compared;
        }

        private Duration age() {
            Instant sent = changes.stream()
                    .map(change -> Objects.requireNonNull(change.times().sentAt()))
                    .max(Instant::compareTo)
                    .orElse(Instant.EPOCH);
            return Duration.between(sent, clock.instant());
        }

        private void settle(JobReport report) {
            Map<Long, ExportedProduct> listed = listed(edits.stream()
                    .filter(change -> item(report, change).isEmpty())
                    .toList());
            Map<Long, OutboundChange> byId =
                    edits.stream().collect(Collectors.toMap(OutboundChange::id, change -> change));
            List<Settlement> settlements = new ArrayList<>();
            List<Long> toCompare = new ArrayList<>();
            Map<Long, List<OutboundChange>> byProduct = EditSender.byProduct(edits);
            for (OutboundChange change : edits) {
                long product = change.subject().productId();
                EditResult result = EditResult.of(
                        change,
                        item(report, change),
                        report.state(),
                        listed.get(product),
                        Objects.requireNonNull(byProduct.get(product)));
                if (result.state() == State.DONE && EditValues.movesQuantity(change.change())) {
                    toCompare.add(change.id());
                } else {
                    settlements.add(new Settlement(change.id(), result.state(), result.text(), result.reread()));
                }
            }
            outbound.changes().toCompare(toCompare, fence);
            outbound.settle(edits, settlements, fence);
            // The pushes were acknowledged when the job began.
            settlements.stream()
                    .filter(settlement -> settlement.state() != State.DONE)
                    .forEach(settlement ->
                            outbound.failed(byId.get(settlement.id()), settlement.state(), settlement.result()));
        }

        private Optional<JobReport.Item> item(JobReport report, OutboundChange change) {
            JobItem place = Objects.requireNonNull(change.job());
            return report.item(place.index());
        }

        private Map<Long, ExportedProduct> listed(List<OutboundChange> some) {
            Set<Integer> blueprints =
                    some.stream().map(change -> change.subject().blueprintId()).collect(Collectors.toSet());
            return ListingReads.of(marketplace, seller, blueprints);
        }

        private Disposition compare() {
            UUID user = task.user();
            List<OutboundChange> open = outbound.changes().toCompare(user);
            if (open.isEmpty()) {
                return Disposition.ack();
            }
            if (outbound.changes().quantityEditsWait(user) && age().compareTo(UNTIL_COMPARED) < 0) {
                return new Disposition.RetryAfter(
                        BETWEEN_LOOKS.multipliedBy(2), "more edits of quantities wait", false, null);
            }
            outbound.sweep().sweep(seller, fence, context.calls());
            List<Settlement> same = new ArrayList<>();
            List<OutboundChange> moved = new ArrayList<>();
            for (OutboundChange change : open) {
                Belief belief = outbound.changes().belief(change.id());
                if (belief.after() == change.change().path("sent_quantity").asInt() && !belief.disturbed()) {
                    String note = EditValues.note(change.change());
                    same.add(new Settlement(change.id(), State.DONE, note, note != null));
                } else {
                    moved.add(change);
                }
            }
            outbound.settle(open, same, fence);
            boolean all = true;
            for (OutboundChange change : moved) {
                all &= QuantityCorrection.end(change, seller, outbound, context);
            }
            return all
                    ? Disposition.ack()
                    : new Disposition.RetryAfter(BETWEEN_LOOKS, "a quantity is on the move", false, null);
        }
    }
}
