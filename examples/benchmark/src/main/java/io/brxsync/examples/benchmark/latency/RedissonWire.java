package io.brxsync.examples.benchmark.latency;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.redisson.Redisson;
import org.redisson.api.RBlockingDeque;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * A loop on a list of Redisson's: one thread waits for the next task, which is forgotten as it is handed out. Sender and worker
 * are in this process.
 */
final class RedissonWire implements Pulse.Wire {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final RedissonClient redisson;
    private final RBlockingDeque<String> queue;
    private final Thread loop;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final BlockingQueue<Long> starts = new ArrayBlockingQueue<>(1);

    RedissonWire(String redisUrl) {
        Config config = new Config();
        config.useSingleServer().setAddress(redisUrl).setConnectionMinimumIdleSize(2);
        config.setNettyThreads(4).setThreads(4).setCodec(StringCodec.INSTANCE);
        this.redisson = Redisson.create(config);
        this.queue = redisson.getBlockingDeque("tasks");
        this.loop = new Thread(this::work, "take");
        loop.start();
    }

    private void work() {
        try {
            while (true) {
                queue.take();
                starts.add(System.nanoTime());
            }
        } catch (InterruptedException e) {
            ended.countDown();
        }
    }

    @Override
    public long carry(int number, Duration patience) throws InterruptedException {
        long sent = System.nanoTime();
        queue.add(Integer.toString(number));
        Long start = starts.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (start == null) {
            throw new IllegalStateException("Task " + number + " did not start within " + patience);
        }
        return start - sent;
    }

    @Override
    public void close() throws InterruptedException {
        loop.interrupt();
        ended.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        redisson.shutdown();
    }
}
