package io.brxsync.port;

import java.util.List;

/**
 * The database as a whole. Thread-safe.
 *
 * <p>Errors are {@link io.brxsync.BrxException}: {@code UNAVAILABLE} for a server out of reach or an exhausted pool,
 * {@code RETRYABLE} for deadlocks and serialisation failures, {@code CONFIGURATION} for a schema that was not migrated,
 * {@code BUG} for everything else.
 */
public interface SyncStore extends AutoCloseable {
    /** Connected users. */
    AccountStore accounts();

    /** The mirror. */
    InventoryStore inventory();

    /** Why stock is what it is. */
    StockLedger stock();

    /** Outbox and operations. */
    OperationStore operations();

    /** Changes on their way to CardTrader. */
    OutboundStore outbound();

    /** The blueprint catalogue. */
    BlueprintCatalog catalog();

    /**
     * Creates or adopts the schema.
     *
     * @return the migrations applied now, in order; empty when it was up to date
     */
    List<String> migrate();

    /** One probe per server behind this store, cheap enough for a health check every few seconds. */
    List<Probe> probes();

    @Override
    void close();

    /** Asks one server whether it is well. */
    interface Probe {
        /** The dependency's short name, such as {@code postgresql}. */
        String name();

        /** Host and port, without credentials. */
        String address();

        /**
         * Returns facts worth showing, such as the version.
         *
         * @throws io.brxsync.BrxException if the server is not usable; the message says what to do
         */
        String check();
    }
}
