package io.brxsync.cardtrader.limits;

import io.brxsync.BrxException;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Seller;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sellers who always want more: as soon as one may send, one of the threads sends. A seller who must wait is put aside
 * until the time the limiter said, as a held lane is.
 */
final class Demand {
    private static final Duration BUSY = Duration.ofMillis(100);

    private final Marketplace marketplace;
    private final DelayQueue<Turn> turns = new DelayQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong machine = new AtomicLong();

    Demand(Marketplace marketplace, List<Seller> sellers) {
        this.marketplace = marketplace;
        sellers.forEach(seller -> turns.add(new Turn(seller, System.nanoTime(), 0)));
    }

    /** A seller's next question; {@code lost} is what the machine, not the limiter, has cost since the last request. */
    private record Turn(Seller seller, long due, long lost) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Turn) other).due);
        }
    }

    /** Sends for so long, or until interrupted; on the calling thread. */
    void run(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            Turn turn = turns.poll(left, TimeUnit.NANOSECONDS);
            if (turn != null) {
                turns.add(take(turn));
            }
        }
    }

    /** Sends or asks; what that took and how late it came is the machine's. */
    private Turn take(Turn turn) {
        asked.incrementAndGet();
        long wait = 0;
        boolean granted = false;
        try {
            marketplace.info(turn.seller());
            granted = true;
        } catch (BrxException e) {
            // Without a time it is Redis that is too busy to answer.
            wait = e.retryAfter().orElse(BUSY).toNanos();
        }
        long now = System.nanoTime();
        long lost = turn.lost() + now - turn.due();
        if (granted) {
            sent.incrementAndGet();
            machine.addAndGet(lost);
        }
        return new Turn(turn.seller(), now + wait, granted ? 0 : lost);
    }

    /** Nanoseconds that the machine cost all requests together: their own time and waiting for a thread. */
    long machine() {
        return machine.get();
    }

    long sent() {
        return sent.get();
    }

    /** Questions to the limiter, refused ones included. */
    long asked() {
        return asked.get();
    }
}
