package io.brxsync.store;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.MergeResult;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** One export: a session with its staging table, and the moment before which nothing of the export can have been read. */
final class StagedMerge implements InventoryMerge {
    /**
     * A merge may take so many times as long as other transactions: one of 300,000 products needs ten seconds on a small
     * machine. For a lock it waits no longer than they do.
     */
    private static final int TIMES_THE_LIMIT = 20;

    private final Database database;
    private final Database.Session session;
    private final Staging staging;
    private final UUID user;
    private final OffsetDateTime exportStart;

    private StagedMerge(Database database, Database.Session session, UUID user, OffsetDateTime exportStart) {
        this.database = database;
        this.session = session;
        this.staging = new Staging(session);
        this.user = user;
        this.exportStart = exportStart;
    }

    static StagedMerge begin(Database database, UUID user) {
        Database.Session session = database.open();
        try {
            OffsetDateTime now = session.inTransaction(handle -> {
                Staging.open(handle);
                return handle.createQuery(Sql.of(MergeTransaction.class, "now"))
                        .mapTo(OffsetDateTime.class)
                        .one();
            });
            return new StagedMerge(database, session, user, now);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public void stage(List<ExportedProduct> products) {
        staging.add(products, null);
    }

    @Override
    public void skip(Collection<ExportedProduct> products, String reason) {
        staging.add(List.copyOf(products), reason);
    }

    @Override
    public MergeResult commit(Options options) {
        Duration limit = database.limit();
        return session.inTransaction(limit.multipliedBy(TIMES_THE_LIMIT), handle -> {
            MergeResult result =
                    new MergeTransaction(handle, user, exportStart, staging.content(), options, limit).run();
            // With the merge or not at all; without it, the next export of this session empties the table.
            Staging.empty(handle);
            return result;
        });
    }

    @Override
    public void close() {
        session.close();
    }
}
