package io.brxsync.examples.services;

/** A MariaDB or MySQL somebody else runs, or a container that ends with this object. */
record RemoteMariaDb(MariaDbDatabase database, Runnable end) implements MariaDb {
    @Override
    public void close() {
        end.run();
    }
}
