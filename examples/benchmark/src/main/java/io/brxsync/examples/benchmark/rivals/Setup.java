package io.brxsync.examples.benchmark.rivals;

import java.time.Duration;
import java.util.Map;

/**
 * How a trial sets up a queue system. Immutable.
 *
 * @param redisUrl where it keeps its tasks, unless it does in a PostgreSQL of its own
 * @param threads of a worker, or processes
 * @param careful whether a PostgreSQL writes to disk what happened, or nothing at all
 * @param interpreters what runs a program, where it is not the one on the path
 * @param lease in whole seconds, after which tasks of a dead worker are to come back; zero for the system's own default
 */
public record Setup(String redisUrl, int threads, boolean careful, Map<String, String> interpreters, Duration lease) {
    /** Copies the map. */
    public Setup {
        interpreters = Map.copyOf(interpreters);
    }

    /** With the default lease, in a PostgreSQL that is not careful. */
    public static Setup of(String redisUrl, int threads, Map<String, String> interpreters) {
        return new Setup(redisUrl, threads, false, interpreters, Duration.ZERO);
    }

    /** The same with another lease. */
    public Setup withLease(Duration other) {
        return new Setup(redisUrl, threads, careful, interpreters, other);
    }

    /** The same, in a PostgreSQL that is careful or not. */
    public Setup withCareful(boolean other) {
        return new Setup(redisUrl, threads, other, interpreters, lease);
    }
}
