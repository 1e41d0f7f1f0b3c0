package io.brxsync.port;

import java.time.Instant;
import java.util.UUID;

/** The mirror of every user's inventory. Thread-safe; errors as in {@link SyncStore}. */
public interface InventoryStore {

    /**
     * Begins to take in an export. Must be called before the export is requested: what is touched after this moment is
     * newer than the export.
     */
    InventoryMerge begin(UUID user);

    /**
     * The same as of a time that the database's clock showed before the export was requested, see {@link SyncStart#at}.
     */
    InventoryMerge begin(UUID user, Instant exportStart);

    /** Rows of a user that are in stock. */
    long count(UUID user);
}
