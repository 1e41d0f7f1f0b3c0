package io.brxsync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What workers do for their namespace besides running tasks, each once per interval however many workers there are.
 * Immutable.
 *
 * @param recoverEvery how often tasks are looked for that the database remembers and Redis has lost; also done at the
 *     start of a worker and when Redis was away
 * @param purgeEvery how often settled operations beyond their retention time are deleted
 * @param reconcileEvery age of a user's last sync after which a periodic sync is enqueued, null for none
 * @param pollOrdersEvery how often each user's orders are polled for, null for never
 */
public record Upkeep(
        Duration recoverEvery,
        Duration purgeEvery,
        @Nullable Duration reconcileEvery,
        @Nullable Duration pollOrdersEvery) {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Recovery every minute, a purge every hour, no schedules. */
    public static final Upkeep DEFAULTS = new Upkeep(Duration.ofMinutes(1), Duration.ofHours(1), null, null);

    /** Refuses intervals under a second. */
    public Upkeep {
        require("recoverEvery", recoverEvery);
        require("purgeEvery", purgeEvery);
        require("reconcileEvery", reconcileEvery);
        require("pollOrdersEvery", pollOrdersEvery);
    }

    /** The same with another interval of recovery. */
    public Upkeep withRecoverEvery(Duration other) {
        return new Upkeep(other, purgeEvery, reconcileEvery, pollOrdersEvery);
    }

    /** The same with periodic syncs. */
    public Upkeep withReconcileEvery(@Nullable Duration other) {
        return new Upkeep(recoverEvery, purgeEvery, other, pollOrdersEvery);
    }

    /** The same with polls for orders. */
    public Upkeep withPollOrdersEvery(@Nullable Duration other) {
        return new Upkeep(recoverEvery, purgeEvery, reconcileEvery, other);
    }

    private static void require(String name, @Nullable Duration interval) {
        if (interval != null && interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(name + " must be at least 1 s, got " + interval);
        }
    }
}
