package io.brxsync.port;

import java.util.List;
import java.util.Map;

/**
 * What a merge did. Immutable.
 *
 * @param created rows inserted
 * @param updated rows changed
 * @param unchanged rows that were equal; no row version was written for them
 * @param removed rows that vanished and were set to quantity 0
 * @param skipped rows left out, by reason
 * @param removalsHeld rows that vanished but wait for a second export that agrees
 * @param newerBlueprints blueprints of rows that an event or edit touched after the export began; to be read again
 */
public record MergeResult(
        long created,
        long updated,
        long unchanged,
        long removed,
        Map<String, Long> skipped,
        long removalsHeld,
        List<Integer> newerBlueprints) {
    /** Copies the collections. */
    public MergeResult {
        skipped = Map.copyOf(skipped);
        newerBlueprints = List.copyOf(newerBlueprints);
    }

    /** All rows left out, whatever the reason. */
    public long skippedTotal() {
        return skipped.values().stream().mapToLong(Long::longValue).sum();
    }
}
