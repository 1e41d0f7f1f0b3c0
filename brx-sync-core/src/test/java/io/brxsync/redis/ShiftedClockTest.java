package io.brxsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.examples.services.Services;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.task.TaskTypes;
import io.brxsync.worker.Handlers;
import io.brxsync.worker.OperationRecorder;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole worker on a real Redis, under a clock that is wrong for a while. */
@Timeout(60)
class ShiftedClockTest {
    public record Job(UUID user) implements Task {}

    private static final TaskType<Job> JOB = TaskType.of("job", Job.class, TaskPolicy.standard());

    private final TestRedis redis = TestRedis.fresh(Services.redis().url());
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile Duration shift = Duration.ofMillis(400);

    @AfterEach
    void disconnect() {
        redis.close();
    }

    private final class Ears implements WorkerListener {
        @Override
        public void clockWrong(Duration skew) {
            events.add(skew.toMillis() < -250 ? "wrong" : "wrong by " + skew);
        }

        @Override
        public void clockRight() {
            events.add("right");
        }
    }

    @Test
    void aWorkerWithAWrongClockClaimsNothingAndGoesOnWhenItIsRight() throws InterruptedException {
        InstantSource clock = () -> Instant.now().plus(shift);
        TaskCodec codec = new TaskCodec(TaskTypes.builtIn().with(List.of(JOB)), clock);
        TaskQueue queue = redis.backend().queue(codec, clock);
        queue.enqueue(List.of(codec.encode(new Job(UUID.randomUUID()), EnqueueOptions.DEFAULTS)));
        Handlers handlers = Handlers.none().with(JOB, (task, context) -> {
            events.add("ran");
            return Disposition.ack();
        });
        Worker.Parts parts = new Worker.Parts(queue, codec, handlers, OperationRecorder.NONE, List.of(new Ears()));
        try (Worker worker =
                new Worker(parts, WorkerOptions.DEFAULTS.withThreads(1).withQueues("default")).start()) {
            assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("wrong");
            assertThat(events.poll(20, TimeUnit.SECONDS))
                    .as("still wrong a second later")
                    .isEqualTo("wrong");
            assertThat(worker.running()).isZero();
            shift = Duration.ZERO;
            String next = events.poll(20, TimeUnit.SECONDS);
            while ("wrong".equals(next)) {
                next = events.poll(20, TimeUnit.SECONDS);
            }
            assertThat(next).isEqualTo("right");
            assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("ran");
        }
    }
}
