package io.brxsync.examples.services;

/** A PostgreSQL somebody else runs, or a container that ends with this object. */
record RemotePostgres(PostgresDatabase database, Runnable end) implements Postgres {
    @Override
    public void close() {
        end.run();
    }
}
