package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundStore;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.BatchTaskHandler.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The changes that a batch of tasks asks for, in the order of the tasks. For one thread. */
final class ChangeBatch {
    private final OutboundStore store;
    private final List<@Nullable Disposition> refused = new ArrayList<>();
    private final List<Long> ids = new ArrayList<>();
    private final Map<Long, OutboundChange> begun = new LinkedHashMap<>();

    private ChangeBatch(OutboundStore store) {
        this.store = store;
    }

    /** Begins all; a task that asks for what cannot be is buried and does not hold up the others. */
    static <T extends SyncTask> ChangeBatch begin(List<Item<T>> items, OutboundStore store) {
        ChangeBatch batch = new ChangeBatch(store);
        items.forEach(batch::begin);
        return batch;
    }

    private void begin(Item<? extends SyncTask> item) {
        try {
            OutboundChange change = store.begin(item.task(), item.context().fence());
            begun.put(change.id(), change);
            ids.add(change.id());
            refused.add(null);
        } catch (BrxException e) {
            if (e.kind() != BrxException.Kind.REJECTED) {
                throw e;
            }
            ids.add(-1L);
            refused.add(new Disposition.Bury(String.valueOf(e.getMessage())));
        }
    }

    /** The changes as they were at the beginning, each once. */
    List<OutboundChange> begun() {
        return List.copyOf(begun.values());
    }

    /** What becomes of each task, by the state in which its change is now. */
    List<Disposition> dispositions(Function<OutboundChange, Disposition> judge) {
        Map<Long, OutboundChange> changes = new HashMap<>();
        store.find(ids).forEach(change -> changes.put(change.id(), change));
        List<Disposition> all = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            Disposition decided = refused.get(i);
            OutboundChange change = changes.get(ids.get(i));
            all.add(decided != null || change == null ? decided : judge.apply(change));
        }
        return all;
    }
}
