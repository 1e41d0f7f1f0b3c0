package io.brxsync.redis;

import io.brxsync.config.LimitConfig;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.Allowance;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Every user's allowance as one small key in Redis, changed by one atomic script per request and measured by Redis' own
 * clock. Thread-safe.
 *
 * <p>Holds by construction, without a margin for the network: CardTrader counts a request between its permit and its
 * answer, and a permit comes back a window after the answer. A worker that dies leaves its permits taken until their
 * requests cannot arrive any more.
 */
final class RedisRateLimiter implements RateLimiter, AutoCloseable {
    /**
     * A permit of an unanswered request is taken for this much longer than the request's own time-out: for the way of the
     * grant to the worker, retries of a slow Redis included, and for what lingers on the network.
     */
    private static final Duration LINGER = Duration.ofSeconds(30);

    private static final double THOUSAND = 1000;

    private final LimitConfig limits;
    private final LimitScripts scripts;
    private final Reports reports;
    private final Moments moments;
    private final LimitListener listener;
    private final LongSupplier nanos;

    RedisRateLimiter(LimitConfig limits, LimitScripts scripts, LimitListener listener, LongSupplier nanos) {
        this.limits = limits;
        this.scripts = scripts;
        this.reports = new Reports(scripts, limits.window(), nanos);
        this.moments = new Moments(limits.window(), nanos);
        this.listener = listener;
        this.nanos = nanos;
    }

    @Override
    public Acquisition acquire(AllowanceRequest request) {
        UUID user = request.user();
        Duration known = request.waitsInLine() ? moments.take(user) : Duration.ZERO;
        if (known.compareTo(Duration.ZERO) > 0) {
            // In whole milliseconds, as Redis tells it: whoever comes a moment early comes in vain.
            return new Acquisition.Delayed(Duration.ofMillis(roundedUp(known)));
        }
        List<Reports.Report> ended = reports.take(user);
        List<Long> answer;
        try {
            answer = scripts.spend(user, arguments(request, ended));
        } catch (RuntimeException e) {
            reports.restore(user, ended);
            throw e;
        }
        if (answer.get(0) == 0) {
            return new Acquisition.Delayed(Duration.ofMillis(answer.get(1)));
        }
        listener.granted(answer.get(4) / THOUSAND, (double) answer.get(2) / answer.get(3));
        if (answer.get(5) > 0) {
            moments.put(user, Duration.ofMillis(answer.get(5)));
        }
        return new Acquisition.Granted(new RedisPermit(user, request.endpoint(), answer.get(1)));
    }

    private List<String> arguments(AllowanceRequest request, List<Reports.Report> ended) {
        List<String> arguments = new ArrayList<>();
        arguments.add(
                switch (request.endpoint()) {
                    case GENERAL -> "1";
                    case JOBS -> "2";
                    case MARKETPLACE -> "3";
                });
        arguments.add(request.urgency() == Urgency.URGENT ? "1" : "0");
        arguments.add(Long.toString(request.timeout().plus(LINGER).toMillis()));
        arguments.addAll(reports.arguments(ended));
        return arguments;
    }

    @Override
    public Allowance allowance(UUID user) {
        List<Long> answer = scripts.look(user);
        return new Allowance(
                answer.get(0) / THOUSAND,
                Duration.ofMillis(answer.get(1)),
                share(answer.subList(2, 6)),
                share(answer.subList(6, 10)),
                share(answer.subList(10, 14)));
    }

    private static Allowance.Share share(List<Long> numbers) {
        return new Allowance.Share(
                numbers.get(0).intValue(),
                numbers.get(1).intValue(),
                Duration.ofMillis(numbers.get(2)),
                Duration.ofMillis(numbers.get(3)));
    }

    /** Delivers the last reports. */
    @Override
    public void close() {
        reports.close();
    }

    private final class RedisPermit implements Permit {
        private final UUID user;
        private final EndpointClass endpoint;
        private final long id;
        private final AtomicBoolean ended = new AtomicBoolean();

        RedisPermit(UUID user, EndpointClass endpoint, long id) {
            this.user = user;
            this.endpoint = endpoint;
            this.id = id;
        }

        @Override
        public void answered() {
            if (end()) {
                reports.add(user, endpoint, new Reports.Report(id, nanos.getAsLong(), true));
            }
        }

        @Override
        public void rateLimited(@Nullable Duration retryAfter) {
            if (end()) {
                Duration pause = retryAfter == null ? limits.window() : retryAfter;
                scripts.limited(user, List.of(Long.toString(id), Long.toString(roundedUp(pause))));
            }
        }

        @Override
        public void unsent() {
            if (end()) {
                reports.add(user, endpoint, new Reports.Report(id, nanos.getAsLong(), false));
                moments.forget(user);
            }
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

    private static long roundedUp(Duration duration) {
        return TimeUnit.NANOSECONDS.toMillis(duration.toNanos() + 999_999);
    }
}
