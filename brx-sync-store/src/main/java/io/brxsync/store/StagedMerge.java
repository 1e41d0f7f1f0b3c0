package io.brxsync.store;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.MergeResult;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One export, and the moment before which nothing of it can have been read. It is held in memory while it is small; beyond
 * that, and for a merge that takes more than to compare values, it goes into the staging table of a session.
 */
final class StagedMerge implements InventoryMerge {
    /**
     * A merge may take so many times as long as other transactions: one of 300,000 products needs ten seconds on a small
     * machine. For a lock it waits no longer than they do.
     */
    private static final int TIMES_THE_LIMIT = 20;

    private final Database database;
    private final PropertyTexts properties;
    private final MirrorColumns columns;
    private final UUID user;
    private final OffsetDateTime exportStart;
    /** Null once it is staged. */
    private @Nullable HeldExport held = new HeldExport();
    /** Null until something has to be staged. */
    private @Nullable Open open;

    /** A session with its staging table. */
    private record Open(Database.Session session, Staging staging) {}

    StagedMerge(
            Database database, PropertyTexts properties, MirrorColumns columns, UUID user, OffsetDateTime exportStart) {
        this.database = database;
        this.properties = properties;
        this.columns = columns;
        this.user = user;
        this.exportStart = exportStart;
    }

    @Override
    public void stage(List<ExportedProduct> products) {
        add(products, null);
    }

    @Override
    public void skip(Collection<ExportedProduct> products, String reason) {
        add(List.copyOf(products), reason);
    }

    private void add(List<ExportedProduct> products, @Nullable String skipReason) {
        if (products.isEmpty() || held != null && held.add(products, skipReason)) {
            return;
        }
        staging().add(products, skipReason);
    }

    /** The table, with all that was held before; from now on nothing is held. */
    Staging staging() {
        if (open == null) {
            Database.Session session = database.open();
            open = new Open(session, new Staging(session));
            session.inTransaction(handle -> {
                Staging.open(handle);
                return null;
            });
        }
        HeldExport before = held;
        held = null;
        if (before != null) {
            before.parts().forEach(part -> open.staging().add(part.products(), part.skipReason()));
        }
        return open.staging();
    }

    @Override
    public MergeResult commit(Options options) {
        Duration limit = database.limit();
        HeldExport small = held;
        if (small != null && options.scope() == null) {
            try (Database.Session session = database.open()) {
                Optional<MergeResult> merged = session.inTransaction(
                        limit.multipliedBy(TIMES_THE_LIMIT),
                        Merge.settings(limit, Plans.KEPT),
                        handle -> new HeldMerge(
                                        new Merge(handle, user, exportStart, options), small, properties, columns)
                                .run());
                if (merged.isPresent()) {
                    return merged.get();
                }
            }
        }
        Staging staging = staging();
        Plans plans = options.scope() == null ? Plans.WHOLE_INVENTORIES : Plans.SOME_PRODUCTS;
        Map<String, String> settings = Merge.settings(limit, plans);
        return open.session().inTransaction(limit.multipliedBy(TIMES_THE_LIMIT), settings, handle -> {
            MergeResult result =
                    new MergeTransaction(new Merge(handle, user, exportStart, options), staging.content()).run();
            // With the merge or not at all; without it, the next export of this session empties the table.
            Staging.empty(handle);
            return result;
        });
    }

    @Override
    public void close() {
        if (open != null) {
            open.session().close();
        }
    }
}
