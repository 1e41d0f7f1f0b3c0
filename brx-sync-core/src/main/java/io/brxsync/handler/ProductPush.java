package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.CallOptions;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Fence;
import io.brxsync.port.ListingEdit;
import io.brxsync.port.Listings;
import io.brxsync.port.Marketplace;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore.Sendable;
import io.brxsync.port.Seller;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.BatchTaskHandler;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sends edits in bulk jobs. One job per user at a time: what is edited meanwhile waits, so that the newest values win.
 * Values are absolute, the quantity too; it is the mirror's as of the moment of sending, and {@link JobTracking} compares it
 * afterwards with what was sold in between. Thread-safe.
 */
public final class ProductPush implements BatchTaskHandler<SyncTask.PushProduct> {
    private static final Duration WHILE_A_JOB_RUNS = Duration.ofSeconds(1);

    private final Outbound outbound;
    private final PropertySchemas schemas;
    private final InstantSource clock;
    private final int bulkSize;

    /**
     * A push over these parts.
     *
     * @param bulkSize edits in one job at most
     */
    public ProductPush(Outbound outbound, InstantSource clock, int bulkSize) {
        this.outbound = outbound;
        this.schemas = new PropertySchemas(clock);
        this.clock = clock;
        this.bulkSize = bulkSize;
    }

    @Override
    public int maxBatch() {
        return bulkSize;
    }

    @Override
    public List<Disposition> handle(List<Item<SyncTask.PushProduct>> items) {
        UUID user = items.get(0).task().user();
        Run run = new Run(user, outbound.seller(user), items);
        return run.dispositions();
    }

    @Override
    public void buried(SyncTask.PushProduct task, String reason) {
        outbound.giveUp(task.user(), OutboundChange.Kind.EDIT, task.externalStockId(), reason);
    }

    /** One batch; for one thread. */
    private final class Run {
        private final UUID user;
        private final Seller seller;
        private final List<Item<SyncTask.PushProduct>> items;
        private final Marketplace marketplace;
        private final CallOptions calls;

        /** By change, what becomes of the task; filled step by step. */
        private final Map<Long, Disposition> decided = new HashMap<>();

        Run(UUID user, Seller seller, List<Item<SyncTask.PushProduct>> items) {
            this.user = user;
            this.seller = seller;
            this.items = items;
            this.calls = items.get(0).context().calls();
            this.marketplace = outbound.marketplace().with(calls);
        }

        List<Disposition> dispositions() {
            List<@Nullable Disposition> early = new ArrayList<>();
            List<Long> ids = new ArrayList<>();
            Map<Long, OutboundChange> changes = new LinkedHashMap<>();
            for (Item<SyncTask.PushProduct> item : items) {
                try {
                    OutboundChange change =
                            outbound.changes().begin(item.task(), item.context().fence());
                    changes.put(change.id(), change);
                    ids.add(change.id());
                    early.add(null);
                } catch (BrxException e) {
                    if (e.kind() != BrxException.Kind.REJECTED) {
                        throw e;
                    }
                    ids.add(-1L);
                    early.add(new Disposition.Bury(String.valueOf(e.getMessage())));
                }
            }
            decide(changes);
            List<Disposition> all = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                all.add(early.get(i) != null ? early.get(i) : Objects.requireNonNull(decided.get(ids.get(i))));
            }
            return all;
        }

        private void decide(Map<Long, OutboundChange> changes) {
            List<OutboundChange> pending = new ArrayList<>();
            List<OutboundChange> doubtful = new ArrayList<>();
            for (OutboundChange change : changes.values()) {
                switch (change.state()) {
                    case PENDING -> pending.add(change);
                    case SENDING -> doubtful.add(change);
                    case SUBMITTED, DONE -> decided.put(change.id(), Disposition.ack());
                    case REFUSED, REVIEW -> decided.put(change.id(), bury(change.state(), change.result()));
                }
            }
            if ((!pending.isEmpty() || !doubtful.isEmpty())
                    && outbound.changes().jobUnderWay(user)) {
                putBack(pending, WHILE_A_JOB_RUNS, "a bulk job of this user is under way");
                putBack(doubtful, WHILE_A_JOB_RUNS, "a bulk job of this user is under way");
                return;
            }
            if (!doubtful.isEmpty()) {
                pending.addAll(lookUp(doubtful));
            }
            Map<Long, Map<String, JsonNode>> properties = checked(pending);
            if (!pending.isEmpty()) {
                send(pending, properties);
            }
        }

        private void putBack(List<OutboundChange> changes, Duration wait, String reason) {
            changes.forEach(change -> decided.put(change.id(), new Disposition.RetryAfter(wait, reason, false, null)));
        }

        /** Settles what was made without an answer; what was not is sent again, once nothing can be under way any more. */
        private List<OutboundChange> lookUp(List<OutboundChange> doubtful) {
            Map<Long, ExportedProduct> listed = ListingReads.of(
                    marketplace,
                    seller,
                    doubtful.stream()
                            .map(change -> change.subject().blueprintId())
                            .collect(Collectors.toSet()));
            List<OutboundChange> notMade = new ArrayList<>();
            for (OutboundChange change : doubtful) {
                int quantity = change.change().path("sent_quantity").asInt();
                if (EditValues.madeIn(listed.get(change.subject().productId()), change.change(), quantity)) {
                    made(change);
                } else if (quietSince(change.times().sentAt())) {
                    notMade.add(change);
                } else {
                    putBack(
                            List.of(change),
                            outbound.quiet(),
                            "outcome unknown, and CardTrader may still be at work on it");
                }
            }
            return notMade;
        }

        private void made(OutboundChange change) {
            if (!EditValues.movesQuantity(change.change())) {
                boolean noted = EditValues.note(change.change()) != null;
                outbound.settle(change, State.DONE, "looked up", noted, fence(change));
                decided.put(change.id(), Disposition.ack());
            } else if (QuantityCorrection.end(change, seller, outbound, context(change))) {
                decided.put(change.id(), Disposition.ack());
            } else {
                putBack(List.of(change), WHILE_A_JOB_RUNS, "its quantity is on the move");
            }
        }

        private boolean quietSince(Instant sent) {
            return !clock.instant().isBefore(sent.plus(outbound.quiet()));
        }

        /** Takes out of the list what must not be sent; what may be by change. */
        private Map<Long, Map<String, JsonNode>> checked(List<OutboundChange> changes) {
            Map<Long, Map<String, JsonNode>> good = new HashMap<>();
            Listings listings = marketplace.listings();
            for (OutboundChange change : List.copyOf(changes)) {
                Map<String, JsonNode> wanted = EditValues.properties(change.change());
                PropertyCheck check = wanted.isEmpty()
                        ? new PropertyCheck(wanted, List.of(), null)
                        : schemas.check(wanted, change.subject().blueprintId(), seller, listings);
                boolean nothing = EditValues.empty(EditValues.edit(0, change.change(), 0, check.properties()));
                if (check.refusal() != null) {
                    end(change, State.REFUSED, check.refusal());
                    changes.remove(change);
                } else if (nothing) {
                    end(change, State.DONE, "nothing to send: read-only are " + String.join(", ", check.leftOut()));
                    changes.remove(change);
                } else {
                    if (!check.properties().equals(wanted)) {
                        outbound.changes().note(change.id(), note(check), fence(change));
                    }
                    good.put(change.id(), check.properties());
                }
            }
            return good;
        }

        private static String note(PropertyCheck check) {
            return check.leftOut().isEmpty()
                    ? "values were put into the property's type"
                    : "left out as read-only: " + String.join(", ", check.leftOut());
        }

        private void end(OutboundChange change, State state, String result) {
            outbound.settle(change, state, result, true, fence(change));
            decided.put(change.id(), state == State.DONE ? Disposition.ack() : bury(state, result));
        }

        private void send(List<OutboundChange> changes, Map<Long, Map<String, JsonNode>> properties) {
            if (changes.stream().anyMatch(change -> EditValues.movesQuantity(change.change()))
                    && !outbound.changes().sweptLately(user)) {
                outbound.sweep().sweep(seller, fence(changes.get(0)), calls);
            }
            List<Fence> fences = changes.stream().map(this::fence).toList();
            List<Sendable> sendable = outbound.changes()
                    .sendingEdits(changes.stream().map(OutboundChange::id).toList(), fences);
            List<Long> ids = sendable.stream().map(each -> each.change().id()).toList();
            putBack(
                    changes.stream()
                            .filter(change -> !ids.contains(change.id()))
                            .toList(),
                    WHILE_A_JOB_RUNS,
                    "another change of this product's quantity is under way");
            if (sendable.isEmpty()) {
                return;
            }
            Map<Long, ListingEdit> edits = new LinkedHashMap<>();
            Map<Long, Integer> positions = new HashMap<>();
            List<Long> order = new ArrayList<>();
            for (Sendable each : sendable) {
                long product = each.change().subject().productId();
                ListingEdit edit = EditValues.edit(
                        product,
                        each.change().change(),
                        each.quantity(),
                        properties.get(each.change().id()));
                if (edits.merge(product, edit, EditValues::overlay) == edit) {
                    order.add(product);
                }
                positions.put(each.change().id(), order.indexOf(product));
            }
            UUID job;
            try {
                job = marketplace.listings().startUpdates(seller, List.copyOf(edits.values()));
            } catch (BrxException e) {
                failed(e, sendable, ids);
                return;
            }
            outbound.push().accept(outbound.changes().submitted(user, job, positions, fences));
            ids.forEach(id -> decided.put(id, Disposition.ack()));
        }

        private void failed(BrxException failure, List<Sendable> sendable, List<Long> ids) {
            List<OutboundChange> changes =
                    sendable.stream().map(Sendable::change).toList();
            if (!Outbound.certainlyNotMade(failure)) {
                putBack(changes, outbound.quiet(), String.valueOf(failure.getMessage()));
                return;
            }
            if (failure.kind() == BrxException.Kind.REJECTED) {
                changes.forEach(change -> end(change, State.REFUSED, String.valueOf(failure.getMessage())));
                return;
            }
            outbound.changes().unsent(ids, String.valueOf(failure.getMessage()));
            outbound.unauthorized(user, failure);
            throw failure;
        }

        private Fence fence(OutboundChange change) {
            return context(change).fence();
        }

        private TaskContext context(OutboundChange change) {
            return items.stream()
                    .map(Item::context)
                    .filter(context -> context.fence().operationId().equals(change.reference()))
                    .findFirst()
                    .orElseThrow();
        }

        private static Disposition bury(State state, @Nullable String result) {
            return new Disposition.Bury(state.wireName() + ": " + result);
        }
    }
}
