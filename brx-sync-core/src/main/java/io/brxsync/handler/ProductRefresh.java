package io.brxsync.handler;

import io.brxsync.port.ExportFilter;
import io.brxsync.port.ExportSummary;
import io.brxsync.port.Fence;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.Marketplace;
import io.brxsync.port.MergeResult;
import io.brxsync.port.Seller;
import io.brxsync.port.SyncStore;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.task.Task;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads the products of some blueprints again and merges them: one request per blueprint, one merge each. Thread-safe.
 */
final class ProductRefresh implements TaskHandler<SyncTask.RefreshProducts> {
    private final SyncStore store;
    private final Marketplace marketplace;
    private final Consumer<Task> enqueue;
    private final InstantSource clock;

    /**
     * A refresh between these two.
     *
     * @param enqueue takes the follow-up when something was touched while it ran
     */
    ProductRefresh(SyncStore store, Marketplace marketplace, Consumer<Task> enqueue, InstantSource clock) {
        this.store = store;
        this.marketplace = marketplace;
        this.enqueue = enqueue;
        this.clock = clock;
    }

    @Override
    public Disposition handle(SyncTask.RefreshProducts task, TaskContext context) {
        Seller seller = store.accounts().seller(task.user());
        Set<Integer> newer = new LinkedHashSet<>();
        for (int blueprint : new LinkedHashSet<>(task.blueprintIds())) {
            newer.addAll(refresh(seller, blueprint, context).newerBlueprints());
        }
        if (!newer.isEmpty()) {
            enqueue.accept(new SyncTask.RefreshProducts(task.user(), java.util.List.copyOf(newer)));
        }
        return Disposition.ack();
    }

    private MergeResult refresh(Seller seller, int blueprint, TaskContext context) {
        Fence fence = context.fence();
        Progress progress = new Progress(store.operations(), () -> 0, fence, clock);
        try (InventoryMerge merge = store.inventory().begin(seller.user());
                StagingSink sink = new StagingSink(merge, store.catalog(), progress)) {
            ExportSummary export =
                    marketplace.with(context.calls()).export(seller, new ExportFilter.OfBlueprint(blueprint), sink);
            sink.flush();
            return merge.commit(new InventoryMerge.Options(
                    fence,
                    Set.of(blueprint),
                    export.broken() > 0 ? Removals.FORBIDDEN : Removals.GUARDED,
                    export.broken()));
        }
    }
}
