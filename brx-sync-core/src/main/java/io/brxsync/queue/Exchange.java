package io.brxsync.queue;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one exchange: what became of the settlements, the new claims, and when to look again. Immutable.
 *
 * @param settled one entry per settlement, in the order asked; {@link LeaseState#LEASE_LOST} changed nothing
 * @param claims the new claims; claims of one batch are consecutive and share user, queue and type
 * @param buried tasks that this exchange gave up by itself: their workers kept dying, or somebody had cancelled them
 *     before they came back
 * @param nextEventIn time until something scheduled, held or leased becomes due, null when nothing is
 */
public record Exchange(
        List<LeaseState> settled,
        List<Claim> claims,
        List<DeadTask> buried,
        @Nullable Duration nextEventIn) {
    /** Copies the lists. */
    public Exchange {
        settled = List.copyOf(settled);
        claims = List.copyOf(claims);
        buried = List.copyOf(buried);
    }
}
