package io.brxsync.worker;

import io.brxsync.queue.Claim;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Settlement;
import java.util.List;

/**
 * What one exchange settles, what it asks for, and when it left. Immutable.
 *
 * @param ends what it settles, in order
 * @param claims what it asks for
 * @param urgent whether that goes ahead of what waits
 * @param sentNanos when it left
 */
record Turn(List<Ended> ends, ClaimRequest claims, boolean urgent, long sentNanos) {
    /**
     * A batch that ended, or never began, and whose settlements the queue has not confirmed yet. They travel together,
     * because what goes back to the head of its lane keeps its order only within one exchange.
     */
    record Ended(List<Claim> claims, List<Settlement> settlements) {
        /** Claims that go back to the head of their lane as if they had never been made. */
        static Ended givenBack(List<Claim> claims, String reason) {
            Disposition back = Disposition.yield(reason, null);
            return new Ended(
                    claims,
                    claims.stream()
                            .map(claim -> new Settlement(claim.lease(), back))
                            .toList());
        }
    }

    /** How many lanes it asks for. */
    int lanes() {
        return claims.max();
    }

    List<Settlement> settlements() {
        return ends.stream().flatMap(end -> end.settlements().stream()).toList();
    }

    /** One for each settlement, in the same order. */
    List<Claim> ended() {
        return ends.stream().flatMap(end -> end.claims().stream()).toList();
    }
}
