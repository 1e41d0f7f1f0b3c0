package io.brxsync.store;

import io.brxsync.config.BrxConfig;
import io.brxsync.port.SyncStore;
import io.brxsync.spi.StoreProvider;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Opens the store on PostgreSQL, with the blueprint catalogue on MySQL if one is configured. Nothing connects before the
 * first use. Found by {@link java.util.ServiceLoader}; an application may also call it directly. Thread-safe.
 */
public final class PostgresStoreProvider implements StoreProvider {

    /** The provider, which holds nothing. */
    public PostgresStoreProvider() {
        // Public for ServiceLoader.
    }

    /**
     * {@inheritDoc}
     *
     * <p>With a pool of the application, transactions are limited by its {@code DATABASE_URL} configuration if there is
     * one, else to 30 seconds. The pool must hand out sessions that keep their state between transactions: behind
     * PgBouncer, session pooling.
     *
     * @throws io.brxsync.BrxException {@code CONFIGURATION} if there is neither a pool nor an address
     */
    @Override
    public SyncStore open(BrxConfig config, @Nullable DataSource existing, Environment environment) {
        return PostgresStore.open(config, existing, environment);
    }
}
