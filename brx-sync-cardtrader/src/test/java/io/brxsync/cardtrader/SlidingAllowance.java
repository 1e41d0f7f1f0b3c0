package io.brxsync.cardtrader;

import io.brxsync.config.LimitConfig;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.Allowance;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.InMemoryRateLimiter;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The reference limiter, and a record of what it was asked and told. Thread-safe. */
final class SlidingAllowance implements RateLimiter {
    /** What CardTrader answered 429 to, and the time it asked for. */
    record Limited(
            UUID user, EndpointClass endpoint, @Nullable Duration retryAfter) {}

    private final RateLimiter limiter;

    // Guarded by this.
    private final Map<EndpointClass, Integer> granted = new EnumMap<>(EndpointClass.class);
    private final List<AllowanceRequest> asked = new ArrayList<>();
    private final List<Limited> limited = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();

    SlidingAllowance(InstantSource clock, int general, int scarce, Duration window) {
        this.limiter = new InMemoryRateLimiter(new LimitConfig(general, window, scarce, scarce, Duration.ZERO), clock);
    }

    @Override
    public synchronized Acquisition acquire(AllowanceRequest request) {
        asked.add(request);
        Acquisition answer = limiter.acquire(request);
        if (!(answer instanceof Acquisition.Granted yes)) {
            return answer;
        }
        granted.merge(EndpointClass.GENERAL, 1, Integer::sum);
        if (request.endpoint() != EndpointClass.GENERAL) {
            granted.merge(request.endpoint(), 1, Integer::sum);
        }
        return new Acquisition.Granted(new Recorded(request, yes.permit()));
    }

    @Override
    public Allowance allowance(UUID user) {
        return limiter.allowance(user);
    }

    synchronized int granted(EndpointClass endpoint) {
        return granted.getOrDefault(endpoint, 0);
    }

    synchronized List<AllowanceRequest> asked() {
        return List.copyOf(asked);
    }

    synchronized List<Limited> limited() {
        return List.copyOf(limited);
    }

    /** How the permits ended, in order; each only the first time. */
    synchronized List<String> ends() {
        return List.copyOf(ends);
    }

    private final class Recorded implements Permit {
        private final AllowanceRequest request;
        private final Permit permit;
        private boolean over; // guarded by the allowance

        Recorded(AllowanceRequest request, Permit permit) {
            this.request = request;
            this.permit = permit;
        }

        @Override
        public void answered() {
            end("answered");
            permit.answered();
        }

        @Override
        public void rateLimited(@Nullable Duration retryAfter) {
            if (end("limited")) {
                synchronized (SlidingAllowance.this) {
                    limited.add(new Limited(request.user(), request.endpoint(), retryAfter));
                }
            }
            permit.rateLimited(retryAfter);
        }

        @Override
        public void unsent() {
            end("unsent");
            permit.unsent();
        }

        @Override
        public void lost() {
            end("lost");
            permit.lost();
        }

        private boolean end(String how) {
            synchronized (SlidingAllowance.this) {
                boolean first = !over;
                over = true;
                if (first) {
                    ends.add(how);
                }
                return first;
            }
        }
    }
}
