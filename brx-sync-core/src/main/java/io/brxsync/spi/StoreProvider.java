package io.brxsync.spi;

import io.brxsync.config.BrxConfig;
import io.brxsync.port.SyncStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens the store; found by {@link java.util.ServiceLoader}. */
public interface StoreProvider {

    /**
     * Opens the store without connecting yet.
     *
     * @param config where the database and the catalogue are
     * @param existing the application's own PostgreSQL pool, which stays the application's to close; null to open one
     * @param environment what the store needs besides
     */
    SyncStore open(BrxConfig config, @Nullable DataSource existing, Environment environment);

    /**
     * What a store or a marketplace needs besides its configuration.
     *
     * @param clock the time
     * @param meters where pools report to
     */
    record Environment(InstantSource clock, MeterRegistry meters) {}
}
