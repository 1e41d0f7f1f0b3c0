package io.brxsync.queue;

import java.time.Duration;
import java.util.List;

/** Who works in a namespace, as the workers themselves report it. Thread-safe; errors as in {@link TaskQueue}. */
public interface WorkerDirectory {
    /** A worker that has not reported for so long is forgotten. */
    Duration KEPT = Duration.ofMinutes(2);

    /** Replaces what a worker said before. */
    void report(WorkerReport report);

    /** A worker has ended and has nothing more to say. */
    void forget(String workerId);

    /** The last word of each worker, sorted by host, process and id. */
    List<Sighting> all();

    /**
     * A worker's last word.
     *
     * @param report what it said
     * @param age how long ago; one that works reports every five seconds
     */
    record Sighting(WorkerReport report, Duration age) {}
}
