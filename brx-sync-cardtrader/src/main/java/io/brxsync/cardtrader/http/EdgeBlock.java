package io.brxsync.cardtrader.http;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long the address stays silent after its edge blocked it: doubling from block to block, with a single request
 * finding out each time whether it is over. Arithmetic under one lock; knows no clock. Thread-safe.
 */
final class EdgeBlock {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Duration shortest;
    private final Duration longest;

    // Guarded by this.
    private Duration step = Duration.ZERO;
    private Instant until = Instant.EPOCH;
    private @Nullable Entry probe; // the one under way
    private Instant patience = Instant.EPOCH; // until when others wait for it: an export may take long
    private long blocks;

    EdgeBlock(Duration shortest, Duration longest) {
        this.shortest = shortest;
        this.longest = longest;
    }

    /**
     * The answer to a wish to send.
     *
     * @param block how many blocks there were when it was given
     * @param probe whether this request finds out for all
     * @param delay zero to send, else how long not to
     */
    record Entry(long block, boolean probe, Duration delay) {}

    /** Asks to send; a permission has to be given back by {@link #left}. */
    synchronized Entry enter(Instant now) {
        if (step.isZero()) {
            return new Entry(blocks, false, Duration.ZERO);
        }
        if (now.isBefore(until)) {
            return new Entry(blocks, false, Duration.between(now, until));
        }
        if (probe != null && now.isBefore(patience)) {
            return new Entry(blocks, false, SOON);
        }
        patience = now.plus(shortest);
        probe = new Entry(blocks, true, Duration.ZERO);
        return probe;
    }

    /**
     * A request met the block. Requests that were under way together meet the same one: only the first lengthens it.
     *
     * @return how long not to send
     */
    synchronized Duration blocked(Entry entry, Instant now) {
        if (entry.block() == blocks) {
            blocks++;
            Duration twice = step.multipliedBy(2);
            step = step.isZero() ? shortest : twice.compareTo(longest) < 0 ? twice : longest;
            until = now.plus(step);
        }
        return now.isBefore(until) ? Duration.between(now, until) : SOON;
    }

    /** A request got through; one that was sent before the block says nothing about it. */
    synchronized void passed(Entry entry) {
        if (entry.block() == blocks) {
            step = Duration.ZERO;
        }
    }

    /** A request is over, however it went. */
    synchronized void left(Entry entry) {
        // The very one: two of them may say the same.
        if (entry == probe) {
            probe = null;
        }
    }
}
