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

    Demand(Marketplace marketplace, List<Seller> sellers) {
        this.marketplace = marketplace;
        sellers.forEach(seller -> turns.add(new Turn(seller, System.nanoTime())));
    }

    private record Turn(Seller seller, long due) implements Delayed {
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
                turns.add(new Turn(turn.seller(), System.nanoTime() + send(turn.seller())));
            }
        }
    }

    private long send(Seller seller) {
        asked.incrementAndGet();
        try {
            marketplace.info(seller);
            sent.incrementAndGet();
            return 0;
        } catch (BrxException e) {
            if (Thread.currentThread().isInterrupted()) {
                return 0;
            }
            // Without a time it is Redis that is too busy to answer.
            return e.retryAfter().orElse(BUSY).toNanos();
        }
    }

    long sent() {
        return sent.get();
    }

    /** Questions to the limiter, refused ones included. */
    long asked() {
        return asked.get();
    }
}
