package io.brxsync.handler;

import io.brxsync.port.Fence;
import io.brxsync.port.OperationStore;
import io.brxsync.port.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Writes how far an operation got, but not more often than somebody could read it: what ends within half a second has its
 * end only, which is written with the merge. For one thread at a time.
 */
final class Progress {
    private static final Duration EVERY = Duration.ofMillis(500);

    private final OperationStore operations;
    private final LongSupplier estimate;
    private final Fence fence;
    private final InstantSource clock;
    private Instant next;
    /** The estimate, less than 0 before it was needed. */
    private long expected = -1;

    /**
     * Begins now.
     *
     * @param estimate of the rows that the export has; asked once it is needed
     */
    Progress(OperationStore operations, LongSupplier estimate, Fence fence, InstantSource clock) {
        this.operations = operations;
        this.estimate = estimate;
        this.fence = fence;
        this.clock = clock;
        this.next = clock.instant().plus(EVERY);
    }

    void read(long rows) {
        Instant now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        if (expected < 0) {
            expected = estimate.getAsLong();
        }
        operations.progress(fence, SyncProgress.reading(rows, expected));
    }
}
