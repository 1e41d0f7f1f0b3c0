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
    /** A merge gets the usual limit of a transaction once for every so many staged rows. */
    private static final long ROWS_PER_LIMIT = 25_000;

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
        Duration limit = database.limit().multipliedBy(1 + staging.rows() / ROWS_PER_LIMIT);
        MergeResult result =
                session.inTransaction(limit, handle -> new MergeTransaction(handle, user, exportStart, options).run());
        staging.empty();
        return result;
    }

    @Override
    public void close() {
        session.close();
    }
}
