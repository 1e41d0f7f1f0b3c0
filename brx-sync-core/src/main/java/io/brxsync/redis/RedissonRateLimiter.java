package io.brxsync.redis;

import io.brxsync.config.LimitConfig;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.Allowance;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.RateWindow;
import io.brxsync.limit.Reserve;
import io.brxsync.limit.Throttle;
import io.brxsync.limit.Urgency;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RBucket;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;

/**
 * Every user's allowance as Redisson rate limiters, shared by all workers. Thread-safe. {@link RedisRateLimiter} does the
 * same with one script and less of everything; this one is for those who want Redisson's own objects in Redis.
 *
 * <p>Two traps of {@code RRateLimiter} shape this class. It trusts the caller's clock, so a worker may only run while its
 * clock agrees with Redis' (the engine's clock guard sees to that). And {@code setRate} forgets what was spent, so a
 * throttled user is not given another rate: permits are hundredths of a request, and a request simply costs more.
 *
 * <p>It knows when a permit was taken, not when the request was answered. The windows are made longer instead, so its
 * promise holds only while no request takes longer than {@link #JITTER} on its way.
 */
final class RedissonRateLimiter implements RateLimiter {
    /** Clocks may be this far apart, and requests reach CardTrader not all after the same time. */
    private static final Duration JITTER = Duration.ofMillis(250);

    /** Idle users cost nothing after this time. */
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

    private final RedissonClient redisson;
    private final LimitConfig limits;
    private final LimitListener listener;
    private final InstantSource clock;

    RedissonRateLimiter(RedissonClient redisson, LimitConfig limits, LimitListener listener, InstantSource clock) {
        this.redisson = redisson;
        this.limits = limits;
        this.listener = listener;
        this.clock = clock;
    }

    /** One RRateLimiter: its name, its permits, its window. */
    private record Bucket(String name, long permits, Duration window) {}

    /** How a user is throttled: factor, end of the pause and moment of the last drop in ms. */
    private record State(double factor, long pausedUntil, long droppedAt) {
        static final State FREE = new State(1, 0, 0);

        static State parse(@Nullable String text) {
            if (text == null) {
                return FREE;
            }
            String[] parts = text.split(";", -1);
            return new State(Double.parseDouble(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }

        String text() {
            return factor + ";" + pausedUntil + ";" + droppedAt;
        }
    }

    @Override
    public Acquisition acquire(AllowanceRequest request) {
        return translated(() -> {
            State state = State.parse(stateOf(request.user()).get());
            long now = clock.millis();
            if (state.pausedUntil() > now) {
                return new Acquisition.Delayed(Duration.ofMillis(state.pausedUntil() - now));
            }
            Bucket special = special(request.user(), request.endpoint());
            if (special != null && !take(special, 1)) {
                return new Acquisition.Delayed(untilNextPermit(special));
            }
            Bucket general = general(request.user());
            int cost = Throttle.cost(state.factor());
            long free = available(general);
            if (free - cost >= reserve(request.urgency()) && take(general, cost)) {
                listener.granted(state.factor(), 1 - (double) (free - cost) / general.permits());
                return new Acquisition.Granted(new RedissonPermit(request.user(), state.factor(), now));
            }
            if (special != null) {
                redisson.getRateLimiter(special.name()).release(1);
            }
            return new Acquisition.Delayed(untilNextPermit(general));
        });
    }

    /** Looked at before taking, so two workers may take a little of the reserve together. */
    private long reserve(Urgency urgency) {
        return switch (urgency) {
            case URGENT -> 0;
            case ORDINARY -> (long) Reserve.of(limits.requests()) * Throttle.UNITS_PER_REQUEST;
        };
    }

    @Override
    public Allowance allowance(UUID user) {
        return translated(() -> {
            State state = State.parse(stateOf(user).get());
            Duration pause = Duration.ofMillis(Math.max(0, state.pausedUntil() - clock.millis()));
            return new Allowance(
                    state.factor(),
                    pause,
                    generalShare(user, state, pause),
                    specialShare(user, EndpointClass.JOBS, state, pause),
                    specialShare(user, EndpointClass.MARKETPLACE, state, pause));
        });
    }

    private Allowance.Share generalShare(UUID user, State state, Duration pause) {
        Bucket general = general(user);
        long free = available(general);
        int cost = Throttle.cost(state.factor());
        int limit = Throttle.limit(limits.requests(), state.factor());
        return new Allowance.Share(
                Math.max(0, limit - (int) (free / cost)),
                limit,
                longer(pause, free - cost >= reserve(Urgency.ORDINARY) ? Duration.ZERO : untilNextPermit(general)),
                longer(pause, free >= cost ? Duration.ZERO : untilNextPermit(general)));
    }

    private Allowance.Share specialShare(UUID user, EndpointClass endpoint, State state, Duration pause) {
        Bucket bucket = Objects.requireNonNull(special(user, endpoint));
        Allowance.Share general = generalShare(user, state, pause);
        long free = available(bucket);
        Duration own = free > 0 ? Duration.ZERO : untilNextPermit(bucket);
        return new Allowance.Share(
                (int) (bucket.permits() - free),
                (int) bucket.permits(),
                longer(own, general.next()),
                longer(own, general.nextUrgent()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private long available(Bucket bucket) {
        RRateLimiter limiter = redisson.getRateLimiter(bucket.name());
        try {
            return limiter.availablePermits();
        } catch (RedisException e) {
            if (notInitialized(e)) {
                return bucket.permits();
            }
            throw e;
        }
    }

    private boolean take(Bucket bucket, long permits) {
        RRateLimiter limiter = redisson.getRateLimiter(bucket.name());
        try {
            return limiter.tryAcquire(permits);
        } catch (RedisException e) {
            if (!notInitialized(e)) {
                throw e;
            }
            limiter.trySetRate(RateType.OVERALL, bucket.permits(), bucket.window(), KEEP_ALIVE);
            return limiter.tryAcquire(permits);
        }
    }

    /** Unknown yet, or expired while the user was idle. */
    private static boolean notInitialized(RedisException e) {
        return e.getMessage() != null && e.getMessage().contains("not initialized");
    }

    /** The oldest permit comes back one window after it was taken; Redisson keeps the times in a scored set. */
    private Duration untilNextPermit(Bucket bucket) {
        Double oldest = redisson.getScoredSortedSet("{" + bucket.name() + "}:permits", ByteArrayCodec.INSTANCE)
                .firstScore();
        if (oldest == null) {
            return Duration.ofMillis(1);
        }
        long at = oldest.longValue() + bucket.window().toMillis();
        return Duration.ofMillis(Math.max(1, at - clock.millis() + 1));
    }

    private Bucket general(UUID user) {
        return new Bucket(
                "rate_limit:" + user,
                (long) limits.requests() * Throttle.UNITS_PER_REQUEST,
                limits.window().plus(JITTER));
    }

    private @Nullable Bucket special(UUID user, EndpointClass endpoint) {
        return switch (endpoint) {
            case GENERAL -> null;
            case JOBS -> special(user, "jobs", RateWindow.of(limits, endpoint));
            case MARKETPLACE -> special(user, "marketplace", RateWindow.of(limits, endpoint));
        };
    }

    private static Bucket special(UUID user, String name, RateWindow window) {
        return new Bucket(
                "rate_limit:" + user + ":" + name,
                window.requests(),
                window.length().plus(JITTER));
    }

    private RBucket<String> stateOf(UUID user) {
        return redisson.getBucket("rate_limit:" + user + ":throttle", StringCodec.INSTANCE);
    }

    private static <T> T translated(Supplier<T> call) {
        try {
            return call.get();
        } catch (RedisException e) {
            throw RedisErrors.translate(e);
        }
    }

    private final class RedissonPermit implements Permit {
        private final UUID user;
        private final double factor;
        private final long since;
        private final AtomicBoolean ended = new AtomicBoolean();

        RedissonPermit(UUID user, double factor, long since) {
            this.user = user;
            this.factor = factor;
            this.since = since;
        }

        @Override
        public void answered() {
            if (end() && factor < 1) {
                translated(() -> {
                    State before = State.parse(stateOf(user).get());
                    if (before.factor() < 1 && since > before.droppedAt()) {
                        set(new State(
                                Throttle.afterSuccess(before.factor()), before.pausedUntil(), before.droppedAt()));
                    }
                    return before;
                });
            }
        }

        @Override
        public void rateLimited(@Nullable Duration retryAfter) {
            if (end()) {
                Duration pause = retryAfter == null ? limits.window() : retryAfter;
                translated(() -> {
                    State before = State.parse(stateOf(user).get());
                    long now = clock.millis();
                    boolean news = since > before.droppedAt();
                    return set(new State(
                            news ? Throttle.afterRateLimited(before.factor()) : before.factor(),
                            Math.max(before.pausedUntil(), now + pause.toMillis()),
                            news ? now : before.droppedAt()));
                });
            }
        }

        private State set(State state) {
            stateOf(user).set(state.text(), Throttle.FORGIVE_AFTER);
            return state;
        }

        @Override
        public void unsent() {
            // RRateLimiter gives back the newest permits, which may be somebody else's: better to keep it spent.
            end();
        }

        @Override
        public void lost() {
            end();
        }

        private boolean end() {
            boolean first = ended.compareAndSet(false, true);
            if (first) {
                listener.ended();
            }
            return first;
        }
    }
}
