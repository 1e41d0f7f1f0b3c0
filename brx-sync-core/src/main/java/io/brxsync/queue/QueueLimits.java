package io.brxsync.queue;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The limits in force for a namespace. Immutable.
 *
 * @param queues how many tasks of a queue may run at the same time, by its name
 * @param types how many tasks of a type may run at the same time, by its wire name
 * @param perLane how many tasks of one user may wait in one queue, null for no bound
 * @param perQueue how many tasks may wait in one queue, null for no bound
 */
public record QueueLimits(
        Map<String, Integer> queues,
        Map<String, Integer> types,
        @Nullable Integer perLane,
        @Nullable Integer perQueue) {
    /** Copies and sorts the maps. */
    public QueueLimits {
        queues = java.util.Collections.unmodifiableMap(new TreeMap<>(queues));
        types = java.util.Collections.unmodifiableMap(new TreeMap<>(types));
    }
}
