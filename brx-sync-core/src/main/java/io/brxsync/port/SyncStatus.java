package io.brxsync.port;

import java.util.Locale;

/** The sync state of a user, spelled as in the database enum {@code sync_status_enum}. */
public enum SyncStatus {
    /** Connected, never synced. */
    IDLE,
    /** The first sync runs. */
    INITIAL_SYNC,
    /** In step. */
    ACTIVE,
    /** Needs an operator or the user, see the last error. */
    ERROR;

    /** The spelling of the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state spelled this way. */
    public static SyncStatus ofWireName(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
