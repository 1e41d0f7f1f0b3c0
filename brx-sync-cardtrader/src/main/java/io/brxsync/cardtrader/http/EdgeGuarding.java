package io.brxsync.cardtrader.http;

import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the whole process silent while the edge in front of CardTrader blocks this address. No token is to blame for
 * that, and every further request would prolong it.
 */
final class EdgeGuarding implements Channel {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeGuarding.class);

    private final Channel next;
    private final EdgeBlock block;
    private final InstantSource clock;

    EdgeGuarding(Channel next, EdgeBlock block, InstantSource clock) {
        this.next = next;
        this.block = block;
        this.clock = clock;
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        EdgeBlock.Entry entry = block.enter(clock.instant());
        if (!entry.delay().isZero()) {
            return new Reply.Withheld<>(Reply.Reason.EDGE, entry.delay());
        }
        try {
            Reply<T> reply = next.send(call);
            if (Outcome.of(reply) == Outcome.EDGE_BLOCKED) {
                Duration wait = block.blocked(entry, clock.instant());
                LOG.warn(
                        "CardTrader's edge blocks this address; no user sends anything for a while; endpoint={}"
                                + " status={} wait={}",
                        call.endpoint(),
                        reply.status(),
                        wait);
                return new Reply.Withheld<>(Reply.Reason.EDGE, wait);
            }
            if (reply instanceof Reply.Answered
                    || reply instanceof Reply.Refused<T> refused
                            && !refused.error().html()) {
                block.passed(entry);
            }
            return reply;
        } finally {
            block.left(entry);
        }
    }
}
