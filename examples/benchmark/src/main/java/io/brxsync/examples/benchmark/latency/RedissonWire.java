package io.brxsync.examples.benchmark.latency;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.redisson.Redisson;
import org.redisson.api.RBlockingDeque;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/** A loop on a list of Redisson's: one thread waits for the next task, which is forgotten as it is handed out. */
final class RedissonWire implements Pulse.Wire {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final RedissonClient redisson;
    private final RBlockingDeque<String> queue;
    private final Thread loop;
    private final CountDownLatch ended = new CountDownLatch(1);

    RedissonWire(String redisUrl, LongConsumer started) {
        Config config = new Config();
        config.useSingleServer().setAddress(redisUrl).setConnectionMinimumIdleSize(2);
        config.setNettyThreads(4).setThreads(4).setCodec(StringCodec.INSTANCE);
        this.redisson = Redisson.create(config);
        this.queue = redisson.getBlockingDeque("tasks");
        this.loop = new Thread(
                () -> {
                    try {
                        while (true) {
                            started.accept(Long.parseLong(queue.take()));
                        }
                    } catch (InterruptedException e) {
                        ended.countDown();
                    }
                },
                "take");
        loop.start();
    }

    @Override
    public void send(long number) {
        queue.add(Long.toString(number));
    }

    @Override
    public void close() throws InterruptedException {
        loop.interrupt();
        ended.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        redisson.shutdown();
    }
}
