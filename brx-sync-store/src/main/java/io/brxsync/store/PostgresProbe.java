package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.port.SyncStore;

/** Asks PostgreSQL for its version and how far the schema is migrated. Thread-safe. */
final class PostgresProbe implements SyncStore.Probe {
    private final Database database;
    private final Server server;

    PostgresProbe(Database database, Server server) {
        this.database = database;
        this.server = server;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public String check() {
        Facts facts = database.inTransaction(handle -> handle.createQuery(Sql.of(PostgresProbe.class, "check"))
                .map((row, context) -> new Facts(row.getString("version"), row.getInt("schema_version")))
                .one());
        if (facts.schema() < Migrations.NEWEST) {
            throw BrxException.configuration("The schema in PostgreSQL at " + server.address() + " is at version "
                    + facts.schema() + ", this build needs " + Migrations.NEWEST + "; " + server.schemaAdvice());
        }
        return "PostgreSQL " + facts.version() + ", schema version " + facts.schema();
    }

    private record Facts(String version, int schema) {}
}
