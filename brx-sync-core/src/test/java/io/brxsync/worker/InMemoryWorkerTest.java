package io.brxsync.worker;

import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.InMemoryTaskQueue;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskCodec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

class InMemoryWorkerTest extends WorkerContract {
    private volatile Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);

    @Override
    protected TaskQueue create(TaskCodec codec) {
        return new InMemoryTaskQueue(codec, clock);
    }

    @Override
    protected void takeAway(String id) {
        ahead = ahead.plusHours(1);
        claimForTest(Duration.ofHours(1));
    }

    @Override
    protected void loseLease(String id, int times) {
        for (int i = 0; i < times; i++) {
            claimForTest(Duration.ofMinutes(1));
            ahead = ahead.plusHours(1);
        }
    }

    private void claimForTest(Duration lease) {
        queue.exchange(List.of(), new ClaimRequest(1, List.of("default"), 0, Set.of("job:1"), Map.of(), lease, 10));
    }
}
