package io.brxsync.queue;

import io.brxsync.task.TaskCodec;
import java.time.Duration;
import java.time.InstantSource;

class InMemoryTaskQueueTest extends TaskQueueContract {
    private final ManualClock clock = new ManualClock();

    @Override
    protected TaskQueue create(TaskCodec codec) {
        return new InMemoryTaskQueue(codec, clock);
    }

    @Override
    protected InstantSource clock() {
        return clock;
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
