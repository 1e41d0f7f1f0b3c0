package io.brxsync.examples.benchmark.limits;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sellers who always want more: as soon as one may send, one of the threads sends. A seller who must wait is put aside
 * until the time that the limiter said, as a held lane is.
 */
final class Demand {
    private final Sender sender;
    private final DelayQueue<Turn> turns = new DelayQueue<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();

    Demand(Sender sender, List<Integer> sellers) {
        this.sender = sender;
        sellers.forEach(seller -> turns.add(new Turn(seller, System.nanoTime())));
    }

    /** A seller's next question. */
    private record Turn(int seller, long due) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Turn) other).due);
        }
    }

    /** Sends for so long on so many threads; tells when it has warmed up. */
    void run(int threads, Duration warmUp, Duration time, Runnable warm) throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> sendUntil(end), "demand-" + i);
            all.add(thread);
            thread.start();
        }
        for (long left = warmUp.toNanos(); left > 0; left = begin + warmUp.toNanos() - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
        warm.run();
        for (Thread thread : all) {
            thread.join();
        }
    }

    private void sendUntil(long end) {
        try {
            for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                Turn turn = turns.poll(left, TimeUnit.NANOSECONDS);
                if (turn != null) {
                    asked.incrementAndGet();
                    Duration wait = sender.send(turn.seller());
                    if (wait.isZero()) {
                        sent.incrementAndGet();
                    }
                    turns.add(new Turn(turn.seller(), System.nanoTime() + wait.toNanos()));
                }
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
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
