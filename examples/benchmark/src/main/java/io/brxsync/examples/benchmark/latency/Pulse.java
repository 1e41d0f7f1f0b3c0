package io.brxsync.examples.benchmark.latency;

import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.services.LocalRedis;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * One task after another, each a while after the one before; how long until its handler starts. Sender and worker are in
 * one process, so that one clock does.
 *
 * @param factory the queue
 * @param warmUp tasks that do not count
 * @param tasks that count
 * @param pauseMicros between two tasks
 */
record Pulse(Factory factory, int warmUp, int tasks, int pauseMicros) implements Contender.Trial {
    private static final int PATIENCE_SECONDS = 60;

    /** A queue with a worker at work on it. */
    interface Wire extends AutoCloseable {
        /** Enqueues a task that carries this number. */
        void send(long number) throws Exception;

        /** What happened meanwhile, besides. */
        default Figures figures() {
            return Figures.NONE;
        }

        @Override
        void close() throws Exception;
    }

    /** Makes wires. */
    interface Factory {
        /** One over this Redis whose worker tells of every number as its handler starts. */
        Wire at(LocalRedis redis, LongConsumer started) throws Exception;
    }

    @Override
    public Figures run() throws Exception {
        BlockingQueue<Long> arrivals = new ArrayBlockingQueue<>(16);
        double[] millis = new double[tasks];
        Figures besides;
        try (LocalRedis redis = LocalRedis.start();
                Wire wire = factory.at(redis, number -> arrivals.add(System.nanoTime()))) {
            for (int i = -warmUp; i < tasks; i++) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pauseMicros));
                long sent = System.nanoTime();
                wire.send(i + (long) warmUp);
                Long arrived = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (arrived == null) {
                    throw new IllegalStateException("A task did not start within " + PATIENCE_SECONDS + " s");
                }
                if (i >= 0) {
                    millis[i] = (arrived - sent) / 1e6;
                }
            }
            besides = wire.figures();
        }
        Arrays.sort(millis);
        Figures figures = Figures.NONE
                .with("p50 ms", millis[tasks / 2])
                .with("p99 ms", millis[(int) (tasks * 0.99)])
                .with("worst ms", millis[tasks - 1]);
        for (var more : besides.values().entrySet()) {
            figures = figures.with(more.getKey(), more.getValue());
        }
        return figures;
    }
}
