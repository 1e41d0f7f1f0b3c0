package io.brxsync.limit;

import java.time.Duration;

/**
 * A user's allowance at one moment, as all workers share it. Immutable.
 *
 * @param factor share of the limit in use: 1 is all of it, 0.5 means half as many requests
 * @param pausedFor remaining pause after a 429, zero when there is none
 * @param general all requests
 * @param jobs those of {@link EndpointClass#JOBS}
 * @param marketplace those of {@link EndpointClass#MARKETPLACE}
 */
public record Allowance(double factor, Duration pausedFor, Share general, Share jobs, Share marketplace) {

    /**
     * One class of endpoints.
     *
     * @param used requests that are taken: under way, or answered less than a window ago
     * @param limit how many may be, as throttled as the user is now
     * @param next how long until an ordinary request of this class may go, as far as is known now; zero for at once
     * @param nextUrgent the same for an urgent one, which may spend the reserve
     */
    public record Share(int used, int limit, Duration next, Duration nextUrgent) {}

    /** The share of a class. */
    public Share of(EndpointClass endpoint) {
        return switch (endpoint) {
            case GENERAL -> general;
            case JOBS -> jobs;
            case MARKETPLACE -> marketplace;
        };
    }

    /** Requests that would be granted now, one after another: urgent ones, to endpoints without a limit of their own. */
    public int available() {
        return pausedFor.isZero() ? Math.max(0, general.limit() - general.used()) : 0;
    }
}
