package io.brxsync.examples.simulator;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which expansions' blueprint exports are "not ready": answered with 404 until they are. Thread-safe. */
public final class CatalogueReadiness {
    private final Set<Integer> notReady = ConcurrentHashMap.newKeySet();

    CatalogueReadiness() {}

    /** From now on the export of this expansion is not ready. */
    public void notReady(int expansionId) {
        notReady.add(expansionId);
    }

    /** The export of this expansion is ready again. */
    public void ready(int expansionId) {
        notReady.remove(expansionId);
    }

    boolean isReady(int expansionId) {
        return !notReady.contains(expansionId);
    }
}
