package io.brxsync.limit;

import java.time.Duration;
import java.util.UUID;

/**
 * What somebody wants to spend. Immutable.
 *
 * @param user whose allowance
 * @param endpoint the class of the endpoint; {@link EndpointClass#GENERAL} is always spent as well, in the same step
 * @param urgency whether the reserve may be spent
 * @param timeout how long the request may take to get its answer begun; a permit that nobody ends is taken for that long
 */
public record AllowanceRequest(UUID user, EndpointClass endpoint, Urgency urgency, Duration timeout) {
    /**
     * Whether it is told a moment of its own when it has to wait: scarcer classes have few who wait, and what is urgent waits
     * for nobody.
     */
    public boolean waitsInLine() {
        return urgency == Urgency.ORDINARY && endpoint == EndpointClass.GENERAL;
    }
}
