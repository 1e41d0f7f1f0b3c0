package io.brxsync.handler;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.JobReport;
import io.brxsync.port.Marketplace;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore.Creation;
import io.brxsync.port.OutboundStore.Settlement;
import io.brxsync.port.Seller;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Ends the creations of a bulk job, each by its own result; what the job does not tell is looked up. Thread-safe. */
final class CreationTracking {
    private final Outbound outbound;
    private final CreationSender sender;

    CreationTracking(Outbound outbound, CreationSender sender) {
        this.outbound = outbound;
        this.sender = sender;
    }

    /**
     * Settles what can be settled.
     *
     * @param creations those of one job that are not settled
     * @param report how the job ended, or stands if it takes too long
     * @return those that are still to be looked up
     */
    List<OutboundChange> settle(List<OutboundChange> creations, JobReport report, Seller seller, TaskContext context) {
        if (creations.isEmpty()) {
            return List.of();
        }
        Map<OutboundChange, JobReport.Item> told = new LinkedHashMap<>();
        List<OutboundChange> lost = new ArrayList<>();
        for (OutboundChange change : creations) {
            report.item(Objects.requireNonNull(change.job()).index())
                    .ifPresentOrElse(item -> told.put(change, item), () -> lost.add(change));
        }
        settleTold(told, seller, context);
        lookUp(lost, report.state(), seller, context);
        List<OutboundChange> now = outbound.changes()
                .find(creations.stream().map(OutboundChange::id).toList());
        // The tasks were acknowledged when the job began.
        now.stream()
                .filter(change -> change.state() == State.REFUSED || change.state() == State.REVIEW)
                .forEach(change -> outbound.failed(change, change.state(), change.result()));
        return now.stream().filter(change -> !change.state().settled()).toList();
    }

    private void settleTold(Map<OutboundChange, JobReport.Item> told, Seller seller, TaskContext context) {
        Marketplace marketplace = outbound.marketplace().with(context.calls());
        Set<Integer> blueprints = told.entrySet().stream()
                .filter(entry -> entry.getValue().result() != JobReport.Result.ERROR)
                .map(entry -> entry.getKey().subject().blueprintId())
                .collect(Collectors.toSet());
        ListingReads.Read read = ListingReads.read(marketplace, seller, blueprints);
        List<Creation> made = new ArrayList<>();
        List<Settlement> others = new ArrayList<>();
        told.forEach((change, item) -> {
            if (item.result() == JobReport.Result.ERROR) {
                others.add(new Settlement(change.id(), State.REFUSED, JobWords.said(item), false));
                return;
            }
            Optional<ExportedProduct> product = CreationOutcome.named(change, item, read.listed());
            if (product.isPresent()) {
                made.add(new Creation(
                        change.id(), product.get(), CreationOutcome.ownKey(change), CreationOutcome.warning(item)));
            } else {
                read.complete(seller);
                others.add(new Settlement(
                        change.id(), State.DONE, "listed as " + item.productId() + ", and not listed any more", true));
            }
        });
        outbound.created(made, context.fence());
        outbound.settle(List.copyOf(told.keySet()), others, context.fence());
    }

    private void lookUp(List<OutboundChange> lost, JobReport.State job, Seller seller, TaskContext context) {
        outbound.changes()
                .lost(
                        lost.stream().map(OutboundChange::id).toList(),
                        JobWords.lost(job) + ", it is looked up",
                        context.fence());
        Map<OutboundChange, Optional<Duration>> doubtful = new LinkedHashMap<>();
        List<OutboundChange> unsent = new ArrayList<>();
        for (OutboundChange change : lost) {
            if (change.state() == State.PENDING) {
                unsent.add(change);
            } else {
                doubtful.put(change, CreationOutcome.quiet(job, outbound.quiet()));
            }
        }
        sender.lookUp(doubtful, seller, context);
        sender.sendAlone(unsent, seller, context);
    }
}
