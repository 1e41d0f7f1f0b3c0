package io.brxsync.examples.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * How a simulator behaves; made with {@link #builder()} or {@link #defaults()}. Immutable. Every default is the
 * behaviour that CardTrader's reference or recordings show; what nobody has seen is a switch.
 */
public final class SimulatorOptions {
    private final Builder values;

    private SimulatorOptions(Builder values) {
        this.values = values;
    }

    /** What {@code GET /products/:id}, which CardTrader does not document, answers. */
    public enum ProductReads {
        /** The product. */
        ON,
        /** 404 with the usual envelope. */
        NOT_FOUND,
        /** 405. */
        NOT_ALLOWED
    }

    /** The form in which warnings about properties come. */
    public enum WarningShape {
        /** {@code {"properties":{"k":["msg"]}}}. */
        NESTED,
        /** {@code {"k":["msg"]}}. */
        LISTS,
        /** {@code {"k":"msg"}}. */
        TEXTS
    }

    /** Whether and how a 429 says when to come back. */
    public enum RetryAfter {
        /** No header: no source shows CardTrader sending one. */
        NONE,
        /** Whole seconds. */
        SECONDS,
        /** An HTTP date. */
        HTTP_DATE
    }

    /** The defaults: any free port, seed 1, 4,000 blueprints, CardTrader's limits. */
    public static SimulatorOptions defaults() {
        return builder().build();
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    int port() {
        return values.port;
    }

    int threads() {
        return values.threads;
    }

    long seed() {
        return values.seed;
    }

    int blueprints() {
        return values.blueprints;
    }

    long firstProductId() {
        return values.firstProductId;
    }

    RateLimit rateLimit(RateClass rateClass) {
        return values.limits.getOrDefault(rateClass, new RateLimit(200, Duration.ofSeconds(10)));
    }

    boolean rejectedRequestsCount() {
        return values.rejectedRequestsCount;
    }

    RetryAfter retryAfter() {
        return values.retryAfter;
    }

    ProductReads productReads() {
        return values.productReads;
    }

    WarningShape warningShape() {
        return values.warningShape;
    }

    boolean mergeOnUpdate() {
        return values.mergeOnUpdate;
    }

    boolean newerStatuses() {
        return values.newerStatuses;
    }

    int bulkLimit() {
        return values.bulkLimit;
    }

    JobTiming jobTiming() {
        return values.jobTiming;
    }

    int webhookRetries() {
        return values.webhookRetries;
    }

    Clock clock() {
        return values.clock;
    }

    LongSupplier ticker() {
        return values.ticker;
    }

    Consumer<RequestEvent> onRequest() {
        return values.onRequest;
    }

    /** Builds options. Not thread-safe. */
    public static final class Builder {
        private int port;
        private int threads = 64;
        private long seed = 1;
        private int blueprints = 4_000;
        private long firstProductId = 452_000_000L;
        private final Map<RateClass, RateLimit> limits = new EnumMap<>(Map.of(
                RateClass.ALL, new RateLimit(200, Duration.ofSeconds(10)),
                RateClass.JOBS, new RateLimit(1, Duration.ofSeconds(1)),
                RateClass.MARKETPLACE, new RateLimit(1, Duration.ofSeconds(1))));
        private boolean rejectedRequestsCount;
        private RetryAfter retryAfter = RetryAfter.NONE;
        private ProductReads productReads = ProductReads.ON;
        private WarningShape warningShape = WarningShape.NESTED;
        private boolean mergeOnUpdate;
        private boolean newerStatuses;
        private int bulkLimit = 1_000;
        private JobTiming jobTiming = JobTiming.timed(Duration.ofMillis(50), Duration.ofMillis(100));
        private int webhookRetries;
        private Clock clock = Clock.systemUTC();
        private LongSupplier ticker = System::nanoTime;
        private Consumer<RequestEvent> onRequest = event -> {};

        private Builder() {}

        private Builder(Builder other) {
            port = other.port;
            threads = other.threads;
            seed = other.seed;
            blueprints = other.blueprints;
            firstProductId = other.firstProductId;
            limits.putAll(other.limits);
            rejectedRequestsCount = other.rejectedRequestsCount;
            retryAfter = other.retryAfter;
            productReads = other.productReads;
            warningShape = other.warningShape;
            mergeOnUpdate = other.mergeOnUpdate;
            newerStatuses = other.newerStatuses;
            bulkLimit = other.bulkLimit;
            jobTiming = other.jobTiming;
            webhookRetries = other.webhookRetries;
            clock = other.clock;
            ticker = other.ticker;
            onRequest = other.onRequest;
        }

        /** The port on 127.0.0.1; 0, the default, takes a free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** The most threads that serve requests, at least 8; 64 by default. */
        public Builder threads(int value) {
            if (value < 8) {
                throw new IllegalArgumentException("at least 8 threads, not " + value);
            }
            threads = value;
            return this;
        }

        /** The seed of the catalogue and of everything else that is invented, except secrets. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** The size of the catalogue; 4,000 by default. */
        public Builder blueprints(int value) {
            blueprints = value;
            return this;
        }

        /** The number before the first product id; beyond 2^31 it finds clients that keep ids in an int. */
        public Builder firstProductId(long value) {
            firstProductId = value;
            return this;
        }

        /** Another limit for one class. */
        public Builder rateLimit(RateClass rateClass, RateLimit limit) {
            limits.put(rateClass, limit);
            return this;
        }

        /** Whether a request answered with 429 uses up allowance as well; false by default, nobody knows. */
        public Builder rejectedRequestsCount(boolean value) {
            rejectedRequestsCount = value;
            return this;
        }

        /** Whether 429 carries {@code Retry-After}; {@link RetryAfter#NONE} by default. */
        public Builder retryAfter(RetryAfter value) {
            retryAfter = value;
            return this;
        }

        /** What {@code GET /products/:id} answers; {@link ProductReads#ON} by default. */
        public Builder productReads(ProductReads value) {
            productReads = value;
            return this;
        }

        /** The form of warnings; {@link WarningShape#NESTED} by default. */
        public Builder warningShape(WarningShape value) {
            warningShape = value;
            return this;
        }

        /** Whether a PUT that makes two listings identical merges them; false by default, claimed only once. */
        public Builder mergeOnUpdate(boolean value) {
            mergeOnUpdate = value;
            return this;
        }

        /** Whether POST answers 201 and bulk requests 202, instead of 200; clients report both. */
        public Builder newerStatuses(boolean value) {
            newerStatuses = value;
            return this;
        }

        /** The most items of a bulk request; 1,000 by default. */
        public Builder bulkLimit(int value) {
            bulkLimit = value;
            return this;
        }

        /** How bulk jobs progress; by default 50 ms pending, then 100 ms running. */
        public Builder jobTiming(JobTiming value) {
            jobTiming = value;
            return this;
        }

        /** How often an unanswered or refused webhook is sent again (with a new id); 0 by default. */
        public Builder webhookRetries(int value) {
            webhookRetries = value;
            return this;
        }

        /** The wall clock for timestamps in bodies. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** The nanosecond clock of the rate limits; {@link System#nanoTime()} by default. */
        public Builder ticker(LongSupplier value) {
            ticker = value;
            return this;
        }

        /** Told of every finished request, on the thread that served it; must be quick and thread-safe. */
        public Builder onRequest(Consumer<RequestEvent> value) {
            onRequest = value;
            return this;
        }

        /** The options. */
        public SimulatorOptions build() {
            return new SimulatorOptions(new Builder(this));
        }
    }
}
