package io.brxsync.handler;

import io.brxsync.port.Fence;
import io.brxsync.port.OperationStore;
import io.brxsync.port.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Writes an operation's progress, but not more often than somebody could read it. One thread. */
final class Progress {
    private static final Duration EVERY = Duration.ofMillis(500);

    private final OperationStore operations;
    private final Fence fence;
    private final long expected;
    private final InstantSource clock;
    private Instant next = Instant.MIN;

    Progress(OperationStore operations, Fence fence, long expected, InstantSource clock) {
        this.operations = operations;
        this.fence = fence;
        this.expected = expected;
        this.clock = clock;
    }

    void begin() {
        operations.progress(fence, SyncProgress.reading(0, expected));
    }

    void read(long rows) {
        Instant now = clock.instant();
        if (!now.isBefore(next)) {
            next = now.plus(EVERY);
            operations.progress(fence, SyncProgress.reading(rows, expected));
        }
    }

    void end(SyncProgress progress) {
        operations.progress(fence, progress);
    }
}
