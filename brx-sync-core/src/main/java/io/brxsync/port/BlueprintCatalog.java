package io.brxsync.port;

import java.util.Set;

/** Which blueprints the own catalogue knows. Thread-safe; errors as in {@link SyncStore}. */
public interface BlueprintCatalog {

    /**
     * Those of the ids that the catalogue knows. A catalogue out of reach is an exception, never an empty answer.
     *
     * @param blueprintIds CardTrader blueprint ids
     */
    Set<Integer> known(Set<Integer> blueprintIds);

    /** The catalogue of an installation without one: every blueprint is accepted. */
    static BlueprintCatalog acceptAll() {
        return blueprintIds -> blueprintIds;
    }
}
