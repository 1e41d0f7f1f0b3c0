package io.brxsync.cardtrader.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets at most so many requests of this process be under way, first come, first served. */
final class ConcurrencyCap implements Channel {
    private static final Duration COME_BACK = Duration.ofSeconds(1);

    private final Channel next;
    private final Semaphore slots;
    private final Duration longestWait;

    ConcurrencyCap(Channel next, int slots, Duration longestWait) {
        this.next = next;
        this.slots = new Semaphore(slots, true);
        this.longestWait = longestWait;
    }

    @Override
    public <T> Reply<T> send(Call<T> call) throws InterruptedException {
        if (!slots.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
            return new Reply.Withheld<>(Reply.Reason.SLOTS, COME_BACK);
        }
        try {
            return next.send(call);
        } finally {
            slots.release();
        }
    }
}
