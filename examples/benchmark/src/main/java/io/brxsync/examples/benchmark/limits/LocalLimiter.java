package io.brxsync.examples.benchmark.limits;

import io.brxsync.config.LimitConfig;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.Allowance;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.RateWindow;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The floor: general allowances of one process that shares them with nobody, as a ring of times per user. Nothing that
 * has to ask somebody else can be cheaper, nor use much more. Thread-safe.
 */
final class LocalLimiter implements RateLimiter {
    private static final Duration UNDER_WAY = Duration.ofMillis(1);

    private final int limit;
    private final long taken;
    private final Map<UUID, Ring> users = new ConcurrentHashMap<>();

    LocalLimiter(LimitConfig limits) {
        RateWindow window = RateWindow.of(limits, EndpointClass.GENERAL);
        this.limit = window.requests();
        this.taken = window.takenAfterAnswer().toNanos();
    }

    /** One user's last requests: when each permit comes back. Guarded by itself. */
    private final class Ring {
        final long[] back = new long[limit];
        final boolean[] free = new boolean[limit];
        int next;

        Ring() {
            java.util.Arrays.fill(free, true);
        }

        synchronized Acquisition acquire() {
            int slot = next;
            if (!free[slot]) {
                long wait = back[slot] - System.nanoTime();
                if (back[slot] == 0 || wait > 0) {
                    return new Acquisition.Delayed(back[slot] == 0 ? UNDER_WAY : Duration.ofNanos(wait));
                }
            }
            free[slot] = false;
            back[slot] = 0;
            next = (slot + 1) % limit;
            return new Acquisition.Granted(new RingPermit(this, slot));
        }

        synchronized void answered(int slot) {
            back[slot] = System.nanoTime() + taken;
        }
    }

    @Override
    public Acquisition acquire(AllowanceRequest request) {
        return users.computeIfAbsent(request.user(), user -> new Ring()).acquire();
    }

    @Override
    public Allowance allowance(UUID user) {
        throw new UnsupportedOperationException("the floor only spends");
    }

    private record RingPermit(Ring ring, int slot) implements Permit {
        @Override
        public void answered() {
            ring.answered(slot);
        }

        @Override
        public void rateLimited(@Nullable Duration retryAfter) {
            ring.answered(slot);
        }

        @Override
        public void unsent() {
            ring.answered(slot);
        }

        @Override
        public void lost() {
            // After an answer it says nothing new; without one the trial is broken anyway.
        }
    }
}
