package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.RedisCost;
import io.brxsync.examples.services.LocalRedis;
import io.brxsync.examples.services.RedisOptions;
import java.util.OptionalDouble;

/**
 * One queue carries tasks that do nothing: first some to warm up, then those that count.
 *
 * @param factory the queue
 * @param redis how its Redis is set up
 * @param single tasks that are enqueued one by one
 * @param tasks that are enqueued together and drained
 */
record Carrying(Contestant.Factory factory, RedisOptions redis, int single, int tasks) implements Contender.Trial {

    @Override
    public Figures run() throws Exception {
        try (LocalRedis server = LocalRedis.start(redis);
                Contestant contestant = factory.at(server.url())) {
            for (int round = 0; round < 2; round++) {
                contestant.enqueueEach(single / 2);
                contestant.enqueueTogether(tasks / 2);
                contestant.drain(single / 2 + tasks / 2);
                contestant.rest();
            }
            double each = seconds(() -> contestant.enqueueEach(single));
            contestant.drain(single);
            contestant.rest();
            double together = seconds(() -> contestant.enqueueTogether(tasks));
            RedisCost before = RedisCost.of(server);
            OptionalDouble postgres = contestant.postgresCpuSeconds();
            double cpu = contestant.workerCpuSeconds();
            double drained = seconds(() -> contestant.drain(tasks));
            double cpuMicros = (contestant.workerCpuSeconds() - cpu) * 1e6;
            Figures figures = Figures.NONE
                    .with("enqueued one by one, per second", single / each)
                    .with("enqueued together, per second", tasks / together)
                    .with("drained, per second", tasks / drained)
                    .with("worker CPU us per task", cpuMicros / tasks);
            if (postgres.isPresent()) {
                double used = contestant.postgresCpuSeconds().orElseThrow() - postgres.getAsDouble();
                return figures.with("PostgreSQL CPU us per task", used * 1e6 / tasks);
            }
            RedisCost cost = RedisCost.of(server).since(before);
            return figures.with("Redis CPU us per task", cost.cpuSeconds() * 1e6 / tasks)
                    .with("reads of Redis per task", cost.reads() / (double) tasks);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static double seconds(Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
