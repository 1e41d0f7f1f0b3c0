package io.brxsync.worker;

import java.time.Duration;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Batches that no thread has taken yet. They are taken as they came, but urgent ones go ahead of what came a little before
 * them. Nobody goes ahead of what has waited for longer, so that a stream of urgent tasks keeps nothing waiting for ever.
 * Thread-safe.
 */
final class WaitingLine {
    /** How much earlier than others an urgent batch counts as claimed. */
    static final Duration HEAD_START = ClaimAhead.PATIENCE.dividedBy(2);

    private record Place(Running batch, long time, long number) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byTime = Long.signum(time - other.time); // a clock may wrap around
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    private final PriorityBlockingQueue<Place> places = new PriorityBlockingQueue<>();
    private final AtomicLong numbers = new AtomicLong();

    void add(Running batch, boolean urgent) {
        long time = batch.claimedNanos() - (urgent ? HEAD_START.toNanos() : 0);
        places.add(new Place(batch, time, numbers.getAndIncrement()));
    }

    /** Takes the first batch; null when there is none. */
    @Nullable
    Running poll() {
        Place first = places.poll();
        return first == null ? null : first.batch();
    }

    void remove(Running batch) {
        places.removeIf(place -> place.batch() == batch);
    }

    int size() {
        return places.size();
    }
}
