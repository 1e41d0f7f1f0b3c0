package io.brxsync;

import io.brxsync.config.BrxConfig;
import io.brxsync.handler.BuiltInHandlers;
import io.brxsync.limit.RateLimiter;
import io.brxsync.metrics.LimitMetrics;
import io.brxsync.metrics.MarketplaceMetrics;
import io.brxsync.port.CallOptions;
import io.brxsync.port.Marketplace;
import io.brxsync.port.SyncStore;
import io.brxsync.queue.TaskQueue;
import io.brxsync.redis.RedisBackend;
import io.brxsync.spi.MarketplaceProvider;
import io.brxsync.spi.StoreProvider;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.Handlers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ServiceLoader;
import org.redisson.api.RedissonClient;

/**
 * The parts of {@link BrxSync}, each opened when it is first asked for and closed in reverse order. Thread-safe.
 *
 * <p>The order: configuration → Redis (queue, limiter) and store → marketplace, which spends the limiter's allowance →
 * client, which writes to the store before the queue.
 */
final class BrxSyncParts implements AutoCloseable {
    /** Somebody without a lane to give back waits for allowance this long. */
    static final Duration PATIENCE = Duration.ofMinutes(30);

    private final BrxConfig config;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final TaskCodec codec;
    private final Handlers ownHandlers;

    private final Lazy<RedisBackend> redis;
    private final Lazy<TaskQueue> queue;
    private final Lazy<RateLimiter> rateLimiter;
    private final Lazy<SyncStore> store;
    private final Lazy<Marketplace> marketplace;
    private final Lazy<TaskClient> client;

    BrxSyncParts(BrxSyncBuilder builder) {
        this.config = builder.config;
        this.meters = builder.meters;
        this.clock = builder.clock;
        this.ownHandlers = builder.handlers;
        this.codec = new TaskCodec(TaskTypes.builtIn().with(builder.types), clock);
        RedissonClient redisson = builder.redisson;
        this.redis = new Lazy<>(() -> redisson == null
                ? RedisBackend.connect(config.redis(), meters)
                : RedisBackend.over(redisson, config.redis().namespace(), meters));
        this.queue = new Lazy<>(() -> redis.get().queue(codec, clock));
        this.rateLimiter = new Lazy<>(() -> redis.get().rateLimiter(config.limits(), new LimitMetrics(meters)));
        this.store = new Lazy<>(() -> provider(StoreProvider.class, "brx-sync-store")
                .open(config, builder.dataSource, new StoreProvider.Environment(clock, meters)));
        this.marketplace = new Lazy<>(() -> monitored(open()));
        this.client = new Lazy<>(() -> new TaskClient(queue(), store().operations(), codec));
    }

    private Marketplace open() {
        return provider(MarketplaceProvider.class, "brx-sync-cardtrader")
                .open(config, rateLimiter(), new MarketplaceMetrics(meters), clock);
    }

    private Marketplace monitored(Marketplace opened) {
        Gauge.builder("brx.circuit.open", opened, circuit -> circuit.circuitOpen() ? 1 : 0)
                .description("1 while CardTrader is taken for down and not asked")
                .register(meters);
        return opened;
    }

    private static <T> T provider(Class<T> type, String module) {
        return ServiceLoader.load(type, BrxSyncParts.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> BrxException.configuration(
                        "No " + type.getSimpleName() + " on the class path; add the dependency io.brxsync:" + module));
    }

    BrxConfig config() {
        return config;
    }

    RedisBackend redis() {
        return redis.get();
    }

    TaskQueue queue() {
        return queue.get();
    }

    RateLimiter rateLimiter() {
        return rateLimiter.get();
    }

    SyncStore store() {
        return store.get();
    }

    Marketplace marketplace() {
        return marketplace.get();
    }

    /** For callers that have no lane to give back; the same connections and caps, which are this process'. */
    Marketplace patientMarketplace() {
        return marketplace.get().with(CallOptions.ORDINARY.waitingUpTo(PATIENCE));
    }

    TaskClient client() {
        return client.get();
    }

    StockClient changes() {
        return new StockClient(client(), store(), codec);
    }

    /** The sync logic. */
    Handlers builtInHandlers() {
        return new BuiltInHandlers(new BuiltInHandlers.Parts(
                        store(),
                        marketplace(),
                        new OutboxFollowUps(this),
                        changes()::push,
                        config.cardTrader(),
                        meters,
                        clock))
                .all();
    }

    TaskCodec codec() {
        return codec;
    }

    MeterRegistry meters() {
        return meters;
    }

    InstantSource clock() {
        return clock;
    }

    Handlers ownHandlers() {
        return ownHandlers;
    }

    @Override
    public void close() {
        marketplace.ifOpened(Marketplace::close);
        store.ifOpened(SyncStore::close);
        redis.ifOpened(RedisBackend::close);
    }
}
