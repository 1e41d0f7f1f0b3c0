package io.brxsync.store;

import io.brxsync.port.InventoryMerge.Removals;

/** Decides what may happen to rows that vanished from an export. Arithmetic only. */
final class RemovalGuard {
    /** So few may always go: a small inventory sells out within a day. */
    private static final long ALWAYS = 20;

    private RemovalGuard() {}

    /** What happens to the vanished rows. */
    enum Verdict {
        /** They stay as they are. */
        KEEP,
        /** Those that an earlier export missed as well are removed; the others are marked and wait. */
        REMOVE_CONFIRMED,
        /** They are removed. */
        REMOVE
    }

    /**
     * The verdict.
     *
     * @param removals what the caller allows
     * @param vanished rows in stock that the export no longer holds
     * @param inStock rows in stock that the export covers, the vanished ones included
     */
    static Verdict judge(Removals removals, long vanished, long inStock) {
        return switch (removals) {
            case FORBIDDEN -> Verdict.KEEP;
            case ALLOWED -> Verdict.REMOVE;
            case GUARDED -> vanished > ALWAYS && 2 * vanished > inStock ? Verdict.REMOVE_CONFIRMED : Verdict.REMOVE;
        };
    }
}
