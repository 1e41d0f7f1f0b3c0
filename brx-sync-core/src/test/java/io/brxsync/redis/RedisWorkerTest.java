package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskCodec;
import io.brxsync.worker.WorkerContract;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

class RedisWorkerTest extends WorkerContract {
    private final TestRedis redis = TestRedis.fresh(Services.redis().url());

    @Override
    protected TaskQueue create(TaskCodec codec) {
        return redis.backend().queue(codec, InstantSource.system());
    }

    @AfterEach
    void disconnect() {
        redis.close();
    }

    @Override
    protected void takeAway(String id) {
        // As if the lease had ended long ago: Redis' clock cannot be turned, so its entry is.
        redis.command("ZADD", redis.key("claims:default"), "1", id);
        redis.command("HSET", redis.key("meta"), "next", "1");
        assertThat(claimForTest(Duration.ofMinutes(1))).isEqualTo(1);
    }

    @Override
    protected void loseLease(String id, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(claimForTest(Duration.ofMinutes(1))).isEqualTo(1);
            redis.command("ZADD", redis.key("claims:default"), "1", id);
            redis.command("HSET", redis.key("meta"), "next", "1");
        }
    }

    private int claimForTest(Duration lease) {
        return queue.exchange(
                        List.of(), new ClaimRequest(1, List.of("default"), 0, Set.of("job:1"), Map.of(), lease, 10))
                .claims()
                .size();
    }
}
