package io.brxsync.redis;

import io.brxsync.BrxException;
import io.brxsync.celery.CeleryBroker;
import io.brxsync.config.CeleryConfig;
import io.brxsync.config.LimitConfig;
import io.brxsync.config.RedisConfig;
import io.brxsync.limit.LimitListener;
import io.brxsync.limit.RateLimiter;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;

/**
 * The one door to Redis: opens or borrows a client and builds the queue and the rate limiter on it. Connects when first
 * used. Thread-safe.
 */
public final class RedisBackend implements AutoCloseable {
    private final RedissonClient redisson;
    private final boolean owned;
    private final String namespace;
    private final String address;
    private final Timer latency;
    private final List<RedisRateLimiter> limiters = new CopyOnWriteArrayList<>();

    private RedisBackend(
            RedissonClient redisson, boolean owned, String namespace, String address, MeterRegistry meters) {
        this.redisson = redisson;
        this.owned = owned;
        this.namespace = namespace;
        this.address = address;
        this.latency = Timer.builder("brx.redis")
                .description("Redis round trips")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(100_000))
                .maximumExpectedValue(Duration.ofSeconds(5))
                .register(meters);
    }

    /**
     * Opens a client of its own.
     *
     * @throws BrxException {@code CONFIGURATION} for a bad Redisson file, {@code UNAVAILABLE} when nobody answers
     */
    public static RedisBackend connect(RedisConfig config, MeterRegistry meters) {
        try {
            RedissonClient redisson = Redisson.create(redissonConfig(config));
            return new RedisBackend(redisson, true, config.namespace(), config.address(), meters);
        } catch (RedisException e) {
            BrxException translated = RedisErrors.translate(e);
            if (translated.kind() == BrxException.Kind.UNAVAILABLE) {
                throw BrxException.unavailable(
                        "Redis at " + config.address() + " is not reachable; check REDIS_URL and that the server runs",
                        null,
                        e);
            }
            throw translated;
        }
    }

    /** Borrows the application's client, which stays the application's to shut down. */
    public static RedisBackend over(RedissonClient redisson, String namespace, MeterRegistry meters) {
        return new RedisBackend(redisson, false, namespace, "given client", meters);
    }

    private static Config redissonConfig(RedisConfig config) {
        Config redisson;
        if (config.redissonFile() == null) {
            redisson = new Config();
            redisson.useSingleServer()
                    .setAddress(config.url().value())
                    // Redisson leaves out what the address says of it.
                    .setDatabase(config.database())
                    .setConnectionPoolSize(config.maxConnections())
                    .setConnectionMinimumIdleSize(1)
                    .setSubscriptionConnectionPoolSize(2)
                    .setSubscriptionConnectionMinimumIdleSize(1)
                    .setDnsMonitoringInterval(-1)
                    .setConnectTimeout(3000)
                    .setTimeout(3000)
                    .setRetryAttempts(2)
                    .setRetryDelay(new ConstantDelay(Duration.ofMillis(200)));
            // One event loop serves tens of thousands of calls a second. With several, a message that comes in on one
            // has to wake another one before its answer leaves.
            redisson.setNettyThreads(1);
        } else {
            try {
                redisson = Config.fromYAML(config.redissonFile().toFile());
            } catch (IOException | RuntimeException e) {
                throw BrxException.of(
                        BrxException.Kind.CONFIGURATION,
                        "REDISSON_CONFIG: " + config.redissonFile() + " is not a readable Redisson YAML file",
                        e);
            }
        }
        if (redisson.getExecutor() == null) {
            redisson.setExecutor(new InPlaceExecutor());
        }
        return redisson.setCodec(StringCodec.INSTANCE);
    }

    /** The queue of this namespace. */
    public TaskQueue queue(TaskCodec codec, InstantSource clock) {
        return new RedisTaskQueue(redisson, namespace, codec, clock, latency);
    }

    /** The allowances of all users; shared by every namespace of this Redis, as CardTrader counts them once. */
    public RateLimiter rateLimiter(LimitConfig limits, LimitListener listener) {
        RedisRateLimiter limiter = new RedisRateLimiter(limits, limitScripts(limits), listener, System::nanoTime);
        limiters.add(limiter);
        return limiter;
    }

    /**
     * The lists of a Celery service, over a client of their own.
     *
     * @throws BrxException {@code UNAVAILABLE} when nobody answers
     */
    public static CeleryBroker celery(CeleryConfig config, MeterRegistry meters) {
        try {
            RedisBackend backend = connect(config.broker(), meters);
            return new RedisCeleryBroker(backend.redisson, backend::close, config, backend.latency);
        } catch (BrxException e) {
            if (e.kind() == BrxException.Kind.UNAVAILABLE) {
                throw BrxException.unavailable(
                        "Celery's Redis at " + config.broker().address()
                                + " is not reachable; check CELERY_BROKER_URL and that the server runs",
                        null,
                        e);
            }
            throw e;
        }
    }

    LimitScripts limitScripts(LimitConfig limits) {
        return new LimitScripts(redisson, limits, latency);
    }

    /**
     * The same over Redisson's {@code RRateLimiter}, keys {@code rate_limit:<user>}: more round trips and memory, and it
     * needs the callers' clocks to be right. All workers have to use the same of the two.
     */
    public RateLimiter redissonRateLimiter(LimitConfig limits, LimitListener listener, InstantSource clock) {
        return new RedissonRateLimiter(redisson, limits, listener, clock);
    }

    /**
     * Looks for anything in the queue's data that must not be: a task in two states, a user who waits and whom nobody will
     * look at, a key that nothing owns. Reads everything and holds up Redis meanwhile: for tests and emergencies.
     *
     * @return one line per violation, empty when all is well
     */
    public List<String> violations() {
        return new RedisScripts(redisson, "{" + namespace + "}:meta", "common", latency).strings("check", List.of());
    }

    /** What doctor wants to know of the server. */
    public RedisServer server() {
        return RedisServer.read(redisson);
    }

    /** Host and port, or the file it is configured by; no credentials. */
    public String address() {
        return address;
    }

    /** The prefix of all keys. */
    public String namespace() {
        return namespace;
    }

    @Override
    public void close() {
        limiters.forEach(RedisRateLimiter::close);
        if (owned) {
            redisson.shutdown(Duration.ofMillis(0).toMillis(), 2000, java.util.concurrent.TimeUnit.MILLISECONDS);
        }
    }
}
