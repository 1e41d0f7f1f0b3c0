package io.brxsync.handler;

import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.BatchTaskHandler;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Lists new products: one alone, several in a bulk job, which {@link JobTracking} follows. Creating is not repeatable,
 * CardTrader adds to an identical listing; so each carries a key of its own in the caller-owned field, by which it is found
 * again when the answer got lost. Thread-safe.
 */
final class ProductCreation implements BatchTaskHandler<SyncTask.CreateProduct> {
    private final Outbound outbound;
    private final CreationSender sender;

    /** A creation over these parts. */
    ProductCreation(Outbound outbound, CreationSender sender) {
        this.outbound = outbound;
        this.sender = sender;
    }

    @Override
    public int maxBatch() {
        return sender.bulkSize();
    }

    @Override
    public List<Disposition> handle(List<Item<SyncTask.CreateProduct>> items) {
        UUID user = items.get(0).task().user();
        ChangeBatch batch = ChangeBatch.begin(items, outbound.changes());
        List<OutboundChange> open = batch.begun().stream()
                .filter(change -> !change.state().settled() && !change.followed())
                .toList();
        send(open, outbound.seller(user), items.get(0).context());
        return batch.dispositions(this::disposition);
    }

    private void send(List<OutboundChange> open, Seller seller, TaskContext context) {
        Map<OutboundChange, Optional<Duration>> doubtful = new LinkedHashMap<>();
        List<OutboundChange> waiting = new ArrayList<>();
        for (OutboundChange change : open) {
            if (change.state() == State.PENDING) {
                waiting.add(change);
            } else {
                doubtful.put(change, Optional.of(CreationOutcome.quiet(change, outbound.quiet())));
            }
        }
        sender.lookUp(doubtful, seller, context);
        sender.send(waiting, seller, context);
    }

    private Disposition disposition(OutboundChange change) {
        if (!change.state().settled() && change.followed()) {
            return Disposition.ack();
        }
        return switch (change.state()) {
            case SUBMITTED, DONE -> Disposition.ack();
            case REFUSED, REVIEW -> new Disposition.Bury(change.state().wireName() + ": " + change.result());
            case PENDING -> new Disposition.RetryAfter(Duration.ofSeconds(1), "not sent yet", false, null);
            case SENDING ->
                new Disposition.RetryAfter(
                        CreationOutcome.untilNextLook(
                                sender.age(change), CreationOutcome.quiet(change, outbound.quiet())),
                        "outcome unknown, and CardTrader may still be at work on it",
                        false,
                        null);
        };
    }

    @Override
    public void buried(SyncTask.CreateProduct task, String reason) {
        outbound.changes()
                .find(task.user(), OutboundChange.Kind.CREATE, task.key())
                .filter(change -> change.state() == State.SENDING && !change.followed())
                .ifPresent(change -> outbound.settle(change, State.REVIEW, reason, true, null));
    }
}
