package io.brxsync.port;

import java.util.UUID;

/** The mirror of every user's inventory. Thread-safe; errors as in {@link SyncStore}. */
public interface InventoryStore {

    /**
     * Begins to take in an export. Must be called before the export is requested: what is touched after this moment is
     * newer than the export.
     */
    InventoryMerge begin(UUID user);

    /** Rows of a user that are in stock. */
    long count(UUID user);
}
