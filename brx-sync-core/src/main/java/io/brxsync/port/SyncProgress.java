package io.brxsync.port;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far an operation got, as {@code operation_metadata} holds it. Immutable.
 *
 * @param totalProducts rows of the export; an estimate from the mirror until it was read to the end
 * @param processed rows read so far
 * @param created rows inserted
 * @param updated rows changed, returned ones included
 * @param unchanged rows that were equal
 * @param removed rows that vanished and were set to quantity 0
 * @param skipped rows left out, by reason
 * @param percent 0 to 100; 100 only at the end
 * @param message what an operator should know: an error, or removals that wait; null when there is nothing
 */
public record SyncProgress(
        long totalProducts,
        long processed,
        long created,
        long updated,
        long unchanged,
        long removed,
        Map<String, Long> skipped,
        int percent,
        @Nullable String message) {
    /** Nothing done yet. */
    public static final SyncProgress NONE = new SyncProgress(0, 0, 0, 0, 0, 0, Map.of(), 0, null);

    /** Copies the map. */
    public SyncProgress {
        skipped = Map.copyOf(skipped);
    }

    /** Rows read so far of so many expected. */
    public static SyncProgress reading(long processed, long expected) {
        long total = Math.max(processed, expected);
        // The merge is the last tenth.
        int percent = total == 0 ? 0 : (int) (90 * processed / total);
        return new SyncProgress(total, processed, 0, 0, 0, 0, Map.of(), percent, null);
    }

    /** The end of a merge. */
    public static SyncProgress merged(MergeResult result, @Nullable String message) {
        long processed = result.created() + result.updated() + result.unchanged() + result.skippedTotal();
        return new SyncProgress(
                processed,
                processed,
                result.created(),
                result.updated(),
                result.unchanged(),
                result.removed(),
                result.skipped(),
                100,
                message);
    }

    /** All rows left out, whatever the reason. */
    public long skippedTotal() {
        return skipped.values().stream().mapToLong(Long::longValue).sum();
    }
}
