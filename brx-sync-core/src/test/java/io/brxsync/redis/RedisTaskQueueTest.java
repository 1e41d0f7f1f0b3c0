package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskQueueContract;
import io.brxsync.task.TaskCodec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisTaskQueueTest extends TaskQueueContract {
    private final TestRedis redis = TestRedis.fresh(Services.redis().url());

    @Override
    protected TaskQueue create(TaskCodec codec) {
        return redis.backend().queue(codec, clock());
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }

    @Override
    protected InstantSource clock() {
        return InstantSource.system();
    }

    /** Waits until Redis' own clock has moved on. */
    @Override
    protected void pass(Duration time) {
        long end = System.nanoTime() + time.plusMillis(2).toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    @Test
    void theClientsEventLoopBringsMessagesItself() throws InterruptedException {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        try (TaskQueue.Subscription ignored =
                queue.onWork(() -> threads.add(Thread.currentThread().getName()))) {
            assertThat(claim(1)).isEmpty();
            add(new Job(ann, "a"));
            assertThat(threads.poll(20, TimeUnit.SECONDS)).startsWith("redisson-netty");
        }
    }
}
