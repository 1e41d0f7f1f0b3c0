package io.brxsync.redis;

import io.brxsync.config.LimitConfig;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Throttle;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
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
 * Every user's allowance as Redisson rate limiters, shared by all workers. Thread-safe.
 *
 * <p>Two traps of {@code RRateLimiter} shape this class. It trusts the caller's clock, so a worker may only run while its
 * clock agrees with Redis' (the engine's clock guard sees to that). And {@code setRate} forgets what was spent, so a
 * throttled user is not given another rate: permits are hundredths of a request, and a request simply costs more.
 */
final class RedisRateLimiter implements RateLimiter {
    /**
     * Requests reach CardTrader some time after their permit was taken, and not all after the same time. The window is
     * made this much longer than CardTrader's, so that an early and a late one never meet in one of its windows.
     */
    private static final Duration JITTER = Duration.ofMillis(250);

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    /** Idle users cost nothing after this time. */
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

    /** A throttled user without requests is trusted again after this time. */
    private static final Duration FORGIVE = Duration.ofMinutes(30);

    private final RedissonClient redisson;
    private final LimitConfig limits;
    private final InstantSource clock;

    RedisRateLimiter(RedissonClient redisson, LimitConfig limits, InstantSource clock) {
        this.redisson = redisson;
        this.limits = limits;
        this.clock = clock;
    }

    /** One RRateLimiter: its name, its permits, its window. */
    private record Bucket(String name, long permits, Duration window) {}

    /** How a user is throttled: factor and end of the pause in ms, as {@code factor;until}. */
    private record State(double factor, long pausedUntil) {
        static final State FREE = new State(1, 0);

        static State parse(@Nullable String text) {
            if (text == null) {
                return FREE;
            }
            int separator = text.indexOf(';');
            return new State(
                    Double.parseDouble(text.substring(0, separator)), Long.parseLong(text.substring(separator + 1)));
        }

        String text() {
            return factor + ";" + pausedUntil;
        }
    }

    @Override
    public Acquisition acquire(UUID user, EndpointClass endpoint) {
        return translated(() -> {
            State state = State.parse(stateOf(user).get());
            long pause = state.pausedUntil() - clock.millis();
            if (pause > 0) {
                return new Acquisition.Delayed(Duration.ofMillis(pause));
            }
            Bucket special = special(user, endpoint);
            if (special != null && !take(special, 1)) {
                return new Acquisition.Delayed(untilNextPermit(special));
            }
            Bucket general = general(user);
            if (take(general, Throttle.cost(state.factor()))) {
                return new Acquisition.Granted();
            }
            if (special != null) {
                redisson.getRateLimiter(special.name()).release(1);
            }
            return new Acquisition.Delayed(untilNextPermit(general));
        });
    }

    @Override
    public void rateLimited(UUID user, EndpointClass endpoint, @Nullable Duration retryAfter) {
        Duration pause = retryAfter == null ? limits.window() : retryAfter;
        translated(() -> {
            RBucket<String> bucket = stateOf(user);
            State before = State.parse(bucket.get());
            long until = Math.max(before.pausedUntil(), clock.millis() + pause.toMillis());
            bucket.set(new State(Throttle.afterRateLimited(before.factor()), until).text(), FORGIVE);
            return until;
        });
    }

    @Override
    public void succeeded(UUID user, EndpointClass endpoint) {
        translated(() -> {
            RBucket<String> bucket = stateOf(user);
            State before = State.parse(bucket.get());
            if (before.factor() < 1) {
                bucket.set(new State(Throttle.afterSuccess(before.factor()), before.pausedUntil()).text(), FORGIVE);
            }
            return before;
        });
    }

    @Override
    public Allowance allowance(UUID user) {
        return translated(() -> {
            State state = State.parse(stateOf(user).get());
            Bucket general = general(user);
            RRateLimiter limiter = redisson.getRateLimiter(general.name());
            long units = limiter.isExists() ? limiter.availablePermits() : general.permits();
            long pause = Math.max(0, state.pausedUntil() - clock.millis());
            return new Allowance(
                    limits.requests(),
                    pause > 0 ? 0 : (int) (units / Throttle.cost(state.factor())),
                    state.factor(),
                    Duration.ofMillis(pause));
        });
    }

    private boolean take(Bucket bucket, long permits) {
        RRateLimiter limiter = redisson.getRateLimiter(bucket.name());
        try {
            return limiter.tryAcquire(permits);
        } catch (RedisException e) {
            // Unknown yet, or expired while the user was idle.
            if (e.getMessage() == null || !e.getMessage().contains("not initialized")) {
                throw e;
            }
            limiter.trySetRate(RateType.OVERALL, bucket.permits(), bucket.window(), KEEP_ALIVE);
            return limiter.tryAcquire(permits);
        }
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
            case JOBS -> new Bucket("rate_limit:" + user + ":jobs", limits.jobsPerSecond(), ONE_SECOND.plus(JITTER));
            case MARKETPLACE ->
                new Bucket(
                        "rate_limit:" + user + ":marketplace", limits.marketplacePerSecond(), ONE_SECOND.plus(JITTER));
        };
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
}
