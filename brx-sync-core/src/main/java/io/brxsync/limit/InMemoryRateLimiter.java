package io.brxsync.limit;

import io.brxsync.config.LimitConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The allowances of one process, as a specification of what every limiter does: plain lists, one clock, no cleverness.
 * For tests and for programs without Redis. Thread-safe.
 */
public final class InMemoryRateLimiter implements RateLimiter {
    /** How many wait for a moment of their own at most; those behind them share the last one. */
    private static final int LINE = 16;

    private final LimitConfig limits;
    private final InstantSource clock;
    private final Map<UUID, State> users = new HashMap<>(); // guarded by this

    /** Limits that count by this clock. */
    public InMemoryRateLimiter(LimitConfig limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** One user. */
    private static final class State {
        final List<Taken> taken = new ArrayList<>();
        final List<Instant> line = new ArrayList<>(); // moments that ordinary requests were told to come back at
        double factor = 1;
        Instant pausedUntil = Instant.MIN;
        Instant dropped = Instant.MIN; // requests sent before this moment may not lower the factor again
    }

    /** One request. */
    private static final class Taken {
        final EndpointClass endpoint;
        final Instant since;
        final Instant arrivesBefore;

        @Nullable
        Instant answered;

        Taken(EndpointClass endpoint, Instant since, Duration timeout) {
            this.endpoint = endpoint;
            this.since = since;
            this.arrivesBefore = since.plus(timeout);
        }

        Instant freeAt(RateWindow window) {
            return (answered == null ? arrivesBefore : answered).plus(window.takenAfterAnswer());
        }
    }

    @Override
    public synchronized Acquisition acquire(AllowanceRequest request) {
        Instant now = clock.instant();
        State state = state(request.user(), now);
        if (due(state, request, 0, now).isAfter(now)) {
            return new Acquisition.Delayed(Duration.between(now, moment(state, request, now)));
        }
        Taken taken = new Taken(request.endpoint(), now, request.timeout());
        state.taken.add(taken);
        return new Acquisition.Granted(new InMemoryPermit(state, taken));
    }

    /** When to ask again: ordinary requests are told a moment each. */
    private Instant moment(State state, AllowanceRequest request, Instant now) {
        if (!request.waitsInLine()) {
            return due(state, request, 0, now);
        }
        state.line.removeIf(moment -> !moment.isAfter(now));
        Instant moment = due(state, request, state.line.size(), now);
        if (state.line.size() < LINE) {
            state.line.add(moment);
        }
        return moment;
    }

    private Instant due(State state, AllowanceRequest request, int ahead, Instant now) {
        return due(state, request.endpoint(), request.urgency(), ahead, now);
    }

    /** When the request may go, behind so many who wait: the latest of all that speaks against it. */
    private Instant due(State state, EndpointClass endpoint, Urgency urgency, int ahead, Instant now) {
        RateWindow general = RateWindow.of(limits, EndpointClass.GENERAL);
        int limit = Throttle.limit(general.requests(), state.factor);
        Instant at = latest(now, state.pausedUntil);
        int last = Math.max(Reserve.of(limit), limit - 1 - ahead);
        at = latest(at, usedAtMost(last, EndpointClass.GENERAL, state, now));
        if (urgency == Urgency.ORDINARY) {
            for (int kept = 1; kept <= Reserve.of(limit); kept++) {
                Instant back = usedAtMost(last - kept, EndpointClass.GENERAL, state, now);
                at = latest(at, back.minus(Reserve.step(general.length()).multipliedBy(kept)));
            }
        }
        int ofClass = RateWindow.of(limits, endpoint).requests();
        return endpoint == EndpointClass.GENERAL ? at : latest(at, usedAtMost(ofClass - 1, endpoint, state, now));
    }

    /** The first moment at which no more than so many requests are taken, if every answer came now. */
    private Instant usedAtMost(int allowed, EndpointClass endpoint, State state, Instant now) {
        RateWindow window = RateWindow.of(limits, endpoint);
        List<Instant> free = state.taken.stream()
                .filter(taken -> counts(taken, endpoint))
                .map(taken -> earliestFree(taken, window, now))
                .filter(now::isBefore)
                .sorted()
                .toList();
        int tooMany = free.size() - allowed;
        return tooMany <= 0 ? now : free.get(tooMany - 1);
    }

    /** One that is under way may be answered now at the earliest. */
    private static Instant earliestFree(Taken taken, RateWindow window, Instant now) {
        Instant free = taken.freeAt(window);
        Instant answeredNow = now.plus(window.takenAfterAnswer());
        return taken.answered == null && answeredNow.isBefore(free) ? answeredNow : free;
    }

    private static boolean counts(Taken taken, EndpointClass endpoint) {
        return endpoint == EndpointClass.GENERAL || taken.endpoint == endpoint;
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private State state(UUID user, Instant now) {
        State state = users.computeIfAbsent(user, unknown -> new State());
        Duration longest =
                longest(RateWindow.of(limits, EndpointClass.GENERAL), RateWindow.of(limits, EndpointClass.JOBS));
        state.taken.removeIf(
                taken -> !now.isBefore((taken.answered == null ? taken.arrivesBefore : taken.answered).plus(longest)));
        return state;
    }

    private static Duration longest(RateWindow one, RateWindow other) {
        Collection<Duration> both = List.of(one.takenAfterAnswer(), other.takenAfterAnswer());
        return both.stream().max(Duration::compareTo).orElseThrow();
    }

    @Override
    public synchronized Allowance allowance(UUID user) {
        Instant now = clock.instant();
        State state = state(user, now);
        Duration pause = now.isBefore(state.pausedUntil) ? Duration.between(now, state.pausedUntil) : Duration.ZERO;
        return new Allowance(
                state.factor,
                pause,
                share(state, EndpointClass.GENERAL, now),
                share(state, EndpointClass.JOBS, now),
                share(state, EndpointClass.MARKETPLACE, now));
    }

    private Allowance.Share share(State state, EndpointClass endpoint, Instant now) {
        RateWindow window = RateWindow.of(limits, endpoint);
        long used = state.taken.stream()
                .filter(taken -> counts(taken, endpoint) && now.isBefore(taken.freeAt(window)))
                .count();
        return new Allowance.Share(
                (int) used,
                endpoint == EndpointClass.GENERAL ? Throttle.limit(window.requests(), state.factor) : window.requests(),
                Duration.between(now, due(state, endpoint, Urgency.ORDINARY, 0, now)),
                Duration.between(now, due(state, endpoint, Urgency.URGENT, 0, now)));
    }

    private final class InMemoryPermit implements Permit {
        private final State state;
        private final Taken taken;
        private final AtomicBoolean ended = new AtomicBoolean();

        InMemoryPermit(State state, Taken taken) {
            this.state = state;
            this.taken = taken;
        }

        @Override
        public void answered() {
            end(() -> {
                taken.answered = clock.instant();
                if (!taken.since.isBefore(state.dropped)) {
                    state.factor = Throttle.afterSuccess(state.factor);
                }
            });
        }

        @Override
        public void rateLimited(@Nullable Duration retryAfter) {
            end(() -> {
                Instant now = clock.instant();
                taken.answered = now;
                state.pausedUntil =
                        latest(state.pausedUntil, now.plus(retryAfter == null ? limits.window() : retryAfter));
                if (!taken.since.isBefore(state.dropped)) {
                    state.factor = Throttle.afterRateLimited(state.factor);
                    state.dropped = now.plusNanos(1);
                }
            });
        }

        @Override
        public void unsent() {
            end(() -> state.taken.remove(taken));
        }

        @Override
        public void lost() {
            end(() -> {});
        }

        private void end(Runnable change) {
            if (ended.compareAndSet(false, true)) {
                synchronized (InMemoryRateLimiter.this) {
                    change.run();
                }
            }
        }
    }
}
