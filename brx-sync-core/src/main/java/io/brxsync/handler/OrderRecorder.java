package io.brxsync.handler;

import io.brxsync.port.Fence;
import io.brxsync.port.OrderSighting;
import io.brxsync.port.StockLedger;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Brings orders into the stock ledger, and what they leave open onto its way. Thread-safe. */
final class OrderRecorder {
    private final StockLedger ledger;
    private final FollowUps followUps;

    /** A recorder into this ledger. */
    OrderRecorder(StockLedger ledger, FollowUps followUps) {
        this.ledger = ledger;
        this.followUps = followUps;
    }

    /** Records an order, unless it is a purchase of the seller's own; what is unclear is read again at once. */
    StockLedger.Recorded record(UUID user, OrderSighting sighting, Fence fence) {
        return record(user, sighting, fence, reread -> productsAgain(user, reread));
    }

    /** The same for one of many orders from before: what is unclear costs one sync for all of them. */
    StockLedger.Recorded recordOld(UUID user, OrderSighting sighting, Fence fence) {
        return record(
                user,
                sighting,
                fence,
                reread -> followUps.encode(List.of(new SyncTask.PeriodicSync(user)), EnqueueOptions.DEFAULTS));
    }

    private StockLedger.Recorded record(
            UUID user, OrderSighting sighting, Fence fence, Function<StockLedger.Reread, List<TaskMessage>> reread) {
        if (sighting.order() != null && !sighting.order().sale()) {
            return new StockLedger.Recorded(false, 0, List.of(), List.of());
        }
        StockLedger.Recorded recorded = ledger.record(fence, user, sighting, reread);
        if (!recorded.written().isEmpty()) {
            followUps.push(recorded.written(), recorded.live());
        }
        return recorded;
    }

    /** As urgent as the sale that they are about. */
    private List<TaskMessage> productsAgain(UUID user, StockLedger.Reread reread) {
        if (reread.everything()) {
            return followUps.encode(List.of(new SyncTask.PeriodicSync(user)), EnqueueOptions.DEFAULTS);
        }
        List<SyncTask> tasks = new ArrayList<>();
        reread.blueprints().stream()
                .sorted()
                .map(blueprint -> new SyncTask.RefreshProducts(user, List.of(blueprint)))
                .forEach(tasks::add);
        return followUps.encode(tasks, EnqueueOptions.DEFAULTS.onQueue(TaskPolicy.HIGH_PRIORITY));
    }
}
