package io.brxsync.examples.benchmark.latency;

import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.services.LocalRedis;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One task after another, each a while after the one before; how long until its handler starts.
 *
 * @param factory the queue
 * @param beat when a task comes
 */
record Pulse(Factory factory, Beat beat) implements Contender.Trial {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SEED = 1;

    /**
     * When a task comes.
     *
     * @param warmUp tasks that do not count, one right after the other
     * @param tasks that count
     * @param pause between the start of one that counts and the next
     * @param spread up to so much longer, by chance: whoever looks from time to time must not be hit right after a look
     */
    record Beat(int warmUp, int tasks, Duration pause, Duration spread) {}

    /** A queue with a worker at work on it. */
    interface Wire extends AutoCloseable {
        /**
         * Enqueues a task that carries this number, and waits until its handler starts.
         *
         * @return nanoseconds in between
         * @throws IllegalStateException when it does not start within this time
         */
        long carry(int number, Duration patience) throws Exception;

        /** The next task is the first that counts. */
        default void warm() throws Exception {}

        /** What happened since, besides. */
        default Figures figures() throws Exception {
            return Figures.NONE;
        }

        @Override
        void close() throws Exception;
    }

    /** Makes wires. */
    @FunctionalInterface
    interface Factory {
        /** One over this Redis, unless it keeps its tasks elsewhere. */
        Wire at(String redisUrl) throws Exception;
    }

    @Override
    public Figures run() throws Exception {
        Random random = new Random(SEED);
        double[] millis = new double[beat.tasks()];
        Figures besides;
        try (LocalRedis redis = LocalRedis.start();
                Wire wire = factory.at(redis.url())) {
            for (int i = -beat.warmUp(); i < beat.tasks(); i++) {
                if (i == 0) {
                    wire.warm();
                }
                LockSupport.parkNanos((i < 0 ? 0 : beat.pause().toNanos())
                        + (long) (random.nextDouble() * beat.spread().toNanos()));
                long nanos = wire.carry(i + beat.warmUp(), PATIENCE);
                if (i >= 0) {
                    millis[i] = (double) nanos / TimeUnit.MILLISECONDS.toNanos(1);
                }
            }
            besides = wire.figures();
        }
        Arrays.sort(millis);
        Figures figures = Figures.NONE
                .with("urgent tasks", millis.length)
                .with("p50 ms", millis[millis.length / 2])
                .with("p99 ms", millis[(int) (millis.length * 0.99)])
                .with("worst ms", millis[millis.length - 1]);
        for (var more : besides.values().entrySet()) {
            figures = figures.with(more.getKey(), more.getValue());
        }
        return figures;
    }
}
