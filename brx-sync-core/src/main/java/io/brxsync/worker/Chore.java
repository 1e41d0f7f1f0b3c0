package io.brxsync.worker;

import java.time.Duration;
import java.util.Objects;

/**
 * Work that a namespace needs once in a while, whichever of its workers does it. Immutable.
 *
 * @param name its name, the same in every worker
 * @param every how often it is done, however many workers there are
 * @param work does it; may throw, and is done again next time
 */
public record Chore(String name, Duration every, Runnable work) {
    /** Refuses times that cannot be meant. */
    public Chore {
        Objects.requireNonNull(name);
        Objects.requireNonNull(work);
        if (every.toMillis() < 10) {
            throw new IllegalArgumentException("every must be at least 10 ms, got " + every);
        }
    }
}
