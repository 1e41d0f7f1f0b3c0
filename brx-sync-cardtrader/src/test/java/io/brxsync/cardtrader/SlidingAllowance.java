package io.brxsync.cardtrader;

import io.brxsync.limit.Acquisition;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The allowance of a user as a specification: at most so many grants in any window, none while the user pauses. Also a
 * record of what it was told. In memory, for one process. Thread-safe.
 */
final class SlidingAllowance implements RateLimiter {
    private record Lane(UUID user, EndpointClass endpoint) {}

    /** What CardTrader answered 429 to, and the time it asked for. */
    record Limited(
            UUID user, EndpointClass endpoint, @Nullable Duration retryAfter) {}

    private final InstantSource clock;
    private final Map<EndpointClass, Integer> limits;
    private final Duration window;
    private final Map<Lane, Deque<Instant>> grants = new HashMap<>();
    private final Map<UUID, Instant> pausedUntil = new HashMap<>();
    private final Map<EndpointClass, Integer> granted = new HashMap<>();
    private final List<Limited> limited = new ArrayList<>();
    private int successes;

    SlidingAllowance(InstantSource clock, int general, int scarce, Duration window) {
        this.clock = clock;
        this.window = window;
        this.limits =
                Map.of(EndpointClass.GENERAL, general, EndpointClass.JOBS, scarce, EndpointClass.MARKETPLACE, scarce);
    }

    @Override
    public synchronized Acquisition acquire(UUID user, EndpointClass endpoint) {
        Instant now = clock.instant();
        Instant paused = pausedUntil.getOrDefault(user, Instant.MIN);
        if (now.isBefore(paused)) {
            return new Acquisition.Delayed(Duration.between(now, paused));
        }
        Deque<Instant> recent = grants.computeIfAbsent(new Lane(user, endpoint), lane -> new ArrayDeque<>());
        while (!recent.isEmpty() && !now.isBefore(recent.peekFirst().plus(window))) {
            recent.removeFirst();
        }
        if (recent.size() >= limits.get(endpoint)) {
            return new Acquisition.Delayed(
                    Duration.between(now, recent.peekFirst().plus(window)));
        }
        recent.addLast(now);
        granted.merge(endpoint, 1, Integer::sum);
        return new Acquisition.Granted();
    }

    @Override
    public synchronized void rateLimited(UUID user, EndpointClass endpoint, @Nullable Duration retryAfter) {
        limited.add(new Limited(user, endpoint, retryAfter));
        pausedUntil.put(user, clock.instant().plus(retryAfter == null ? window : retryAfter));
    }

    @Override
    public synchronized void succeeded(UUID user, EndpointClass endpoint) {
        successes++;
    }

    @Override
    public synchronized Allowance allowance(UUID user) {
        int spent = grants.getOrDefault(new Lane(user, EndpointClass.GENERAL), new ArrayDeque<>())
                .size();
        int limit = limits.get(EndpointClass.GENERAL);
        return new Allowance(limit, limit - spent, 1, Duration.ZERO);
    }

    synchronized int granted(EndpointClass endpoint) {
        return granted.getOrDefault(endpoint, 0);
    }

    synchronized List<Limited> limited() {
        return List.copyOf(limited);
    }

    synchronized int successes() {
        return successes;
    }
}
