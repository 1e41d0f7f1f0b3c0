package io.brxsync.handler;

import io.brxsync.port.ExportFilter;
import io.brxsync.port.ExportSummary;
import io.brxsync.port.Fence;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.Marketplace;
import io.brxsync.port.MergeResult;
import io.brxsync.port.SyncStart;
import io.brxsync.port.SyncStore;
import io.brxsync.queue.Disposition;
import io.brxsync.task.SyncTask;
import io.brxsync.task.Task;
import io.brxsync.worker.TaskContext;
import io.brxsync.worker.TaskHandler;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports a user's whole inventory and merges it: parse → chunk → stage → one merge, in bounded memory. Handles both
 * {@link SyncTask.BulkSync} and {@link SyncTask.PeriodicSync}. Thread-safe.
 *
 * <p>A sync that is drained or whose server goes away begins anew with the export: CardTrader hands it out whole, without
 * pages, so there is no place to go on from and no checkpoint to keep. What it costs is that one request; rows that are
 * right already are not written again.
 */
public final class InventorySync {
    private static final Logger LOG = LoggerFactory.getLogger(InventorySync.class);

    private final SyncStore store;
    private final Marketplace marketplace;
    private final Consumer<Task> enqueue;
    private final InstantSource clock;

    /**
     * A sync between these two.
     *
     * @param enqueue takes the follow-up that reads newer items again
     */
    public InventorySync(SyncStore store, Marketplace marketplace, Consumer<Task> enqueue, InstantSource clock) {
        this.store = store;
        this.marketplace = marketplace;
        this.enqueue = enqueue;
        this.clock = clock;
    }

    /** The handler of {@link SyncTask.BulkSync}. */
    public TaskHandler<SyncTask.BulkSync> bulk() {
        return new WholeInventory<>(SyncTask.BulkSync::allowMassRemoval);
    }

    /** The handler of {@link SyncTask.PeriodicSync}. */
    public TaskHandler<SyncTask.PeriodicSync> periodic() {
        return new WholeInventory<>(SyncTask.PeriodicSync::allowMassRemoval);
    }

    private final class WholeInventory<T extends SyncTask> implements TaskHandler<T> {
        private final java.util.function.Predicate<T> allowMassRemoval;

        WholeInventory(java.util.function.Predicate<T> allowMassRemoval) {
            this.allowMassRemoval = allowMassRemoval;
        }

        @Override
        public Disposition handle(T task, TaskContext context) {
            sync(task.user(), allowMassRemoval.test(task), context.fence());
            return Disposition.ack();
        }

        @Override
        public void buried(T task, String reason) {
            store.accounts().syncFailed(task.user(), reason);
        }
    }

    private void sync(UUID user, boolean allowMassRemoval, Fence fence) {
        SyncStart start = store.accounts().syncStarted(user);
        Progress progress =
                new Progress(store.operations(), () -> store.inventory().count(user), fence, clock);
        try (InventoryMerge merge = store.inventory().begin(user, start.at());
                StagingSink sink = new StagingSink(merge, store.catalog(), progress)) {
            ExportSummary export = marketplace.export(start.seller(), new ExportFilter.Everything(), sink);
            sink.flush();
            MergeResult result = merge.commit(new InventoryMerge.Options(
                    fence,
                    null,
                    removals(export.broken(), allowMassRemoval),
                    export.broken(),
                    merged -> message(merged, sink)));
            report(user, result, sink);
            readNewerAgain(user, result.newerBlueprints());
        }
    }

    private static Removals removals(long brokenRows, boolean allowMassRemoval) {
        if (brokenRows > 0) {
            return Removals.FORBIDDEN;
        }
        return allowMassRemoval ? Removals.ALLOWED : Removals.GUARDED;
    }

    private void readNewerAgain(UUID user, List<Integer> blueprints) {
        if (!blueprints.isEmpty()) {
            enqueue.accept(new SyncTask.RefreshProducts(user, blueprints));
        }
    }

    private static @Nullable String message(MergeResult result, StagingSink sink) {
        if (sink.broken() > 0) {
            return sink.broken() + " rows of the export could not be read (first: " + sink.firstBroken()
                    + "); nothing was removed";
        }
        if (result.removalsHeld() > 0) {
            return result.removalsHeld() + " products vanished at once; they are removed when the next export agrees,"
                    + " or at once with --allow-mass-removal";
        }
        return null;
    }

    private static void report(UUID user, MergeResult result, StagingSink sink) {
        LOG.info(
                "Inventory merged user={} created={} updated={} unchanged={} removed={} skipped={} removals_held={}",
                user,
                result.created(),
                result.updated(),
                result.unchanged(),
                result.removed(),
                result.skipped(),
                result.removalsHeld());
        if (sink.broken() > 0) {
            LOG.warn(
                    "Export has rows that cannot be read, they are left out and nothing is removed user={} rows={}"
                            + " first={}",
                    user,
                    sink.broken(),
                    sink.firstBroken());
        }
        if (result.removalsHeld() > 0) {
            LOG.warn(
                    "Too many products vanished at once, they stay until the next export agrees user={} rows={}",
                    user,
                    result.removalsHeld());
        }
    }
}
