package io.brxsync.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a worker asks for in one exchange. Immutable.
 *
 * @param max how many lanes to claim from at most, zero to settle only
 * @param queues the queues, most preferred first
 * @param fromLast how many of {@code max} look at the queues in reverse order, so that the last one never starves
 * @param capabilities the types and versions the worker can run, as {@link io.brxsync.task.TaskType#capability()}
 * @param batches how many consecutive tasks of one type may be claimed together, by capability; 1 where absent
 * @param lease how long the claims are valid without renewal
 * @param maxCrashes lost leases after which a task is buried
 */
public record ClaimRequest(
        int max,
        List<String> queues,
        int fromLast,
        Set<String> capabilities,
        Map<String, Integer> batches,
        Duration lease,
        int maxCrashes) {
    /** Copies the collections and refuses values that cannot be meant. */
    public ClaimRequest {
        queues = List.copyOf(queues);
        capabilities = Set.copyOf(capabilities);
        batches = Map.copyOf(batches);
        if (max < 0 || fromLast < 0 || fromLast > max) {
            throw new IllegalArgumentException("0 <= fromLast <= max is needed, got " + fromLast + " and " + max);
        }
        if (lease.toMillis() < 1) {
            throw new IllegalArgumentException("lease must be at least 1 ms, got " + lease);
        }
        if (maxCrashes < 1) {
            throw new IllegalArgumentException("maxCrashes must be at least 1, got " + maxCrashes);
        }
    }

    /** The same request for another number of lanes. */
    public ClaimRequest withMax(int otherMax, int otherFromLast) {
        return new ClaimRequest(otherMax, queues, otherFromLast, capabilities, batches, lease, maxCrashes);
    }

    /** The same request for some of the queues only. */
    public ClaimRequest withQueues(List<String> others) {
        return new ClaimRequest(max, others, fromLast, capabilities, batches, lease, maxCrashes);
    }
}
