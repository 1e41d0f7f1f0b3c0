package io.brxsync.worker;

import io.brxsync.BrxException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Forbids claims while this machine's clock is off Redis' by more than {@link #MAX_SKEW}: the rate limiter trusts the
 * caller's clock, and a wrong one would break CardTrader's limits. For one thread.
 */
final class ClockGuard {
    /** Farther off, the limiter's windows would not be CardTrader's. */
    static final Duration MAX_SKEW = Duration.ofMillis(250);

    private static final Duration WHEN_RIGHT = Duration.ofSeconds(10);
    private static final Duration WHEN_WRONG = Duration.ofSeconds(1);

    private final Supplier<Duration> skew;
    private final WorkerListener listener;
    private final LongSupplier nanos;
    private boolean right = true;
    private boolean checked;
    private long nextCheck;

    /** What {@link #tell()} has still to say. */
    private @Nullable Duration wrongBy;

    ClockGuard(Supplier<Duration> skew, WorkerListener listener, LongSupplier nanos) {
        this.skew = skew;
        this.listener = listener;
        this.nanos = nanos;
    }

    /**
     * Whether claims are allowed now; looks at the clocks from time to time. Says at once that the clock is right again;
     * that it is wrong is left to {@link #tell()}.
     */
    boolean permits() {
        long now = nanos.getAsLong();
        if (checked && now - nextCheck < 0) {
            return right;
        }
        try {
            Duration found = skew.get();
            boolean before = right;
            right = found.abs().compareTo(MAX_SKEW) <= 0;
            checked = true;
            nextCheck = now + interval().toNanos();
            if (!right) {
                wrongBy = found;
            } else if (!before) {
                listener.clockRight();
            }
            return right;
        } catch (BrxException unreachable) {
            // The exchange that follows meets the same server and reports it.
            return right;
        }
    }

    /**
     * Says that the clock was found wrong; to be called when nobody claims any more, so that whoever hears it can rely on
     * that.
     */
    void tell() {
        Duration found = wrongBy;
        if (found != null) {
            wrongBy = null;
            listener.clockWrong(found);
        }
    }

    /** Time until the clocks are to be compared again; the whole interval while they cannot be. */
    Duration recheckAfter() {
        long left = nextCheck - nanos.getAsLong();
        return checked && left > 0 ? Duration.ofNanos(left) : interval();
    }

    private Duration interval() {
        return right ? WHEN_RIGHT : WHEN_WRONG;
    }
}
