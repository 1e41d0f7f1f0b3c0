package io.brxsync.store;

import org.jdbi.v3.core.Handle;

/**
 * Whether the mirror's columns have the types that a fresh one has, which those of an adopted table need not have. Once they
 * have, the server is not asked again: types change by migrations, and those come before the worker starts. Thread-safe.
 */
final class MirrorColumns {
    private volatile boolean usual;

    /** Whether rows can be copied in binary form. */
    boolean areUsual(Handle handle) {
        if (!usual) {
            usual = handle.createQuery(Sql.of(MirrorColumns.class, "usual"))
                    .mapTo(Boolean.class)
                    .one();
        }
        return usual;
    }
}
