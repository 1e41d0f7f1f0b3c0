package io.brxsync.redis;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.Services;
import io.brxsync.queue.TaskQueue;
import io.brxsync.queue.TaskQueueContract;
import io.brxsync.task.TaskCodec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;

class RedisTaskQueueTest extends TaskQueueContract {
    private RedisBackend backend;

    @Override
    protected TaskQueue create(TaskCodec codec) {
        BrxConfig config = BrxConfig.from(Map.of(
                "REDIS_URL", Services.redis().url(),
                "BRX_NAMESPACE", Services.redis().freshNamespace()));
        backend = RedisBackend.connect(config.redis(), new SimpleMeterRegistry());
        return backend.queue(codec, clock());
    }

    @AfterEach
    void disconnect() {
        backend.close();
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
}
