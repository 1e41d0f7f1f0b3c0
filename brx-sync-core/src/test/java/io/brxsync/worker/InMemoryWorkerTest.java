package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.Claim;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.InMemoryTaskQueue;
import io.brxsync.queue.Lease;
import io.brxsync.queue.LeaseState;
import io.brxsync.queue.QueueControl;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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

    /** A queue whose answers to claims are kept back; everything else is as it was. */
    private static final class SlowAnswers implements TaskQueue {
        private final TaskQueue queue;
        private final CountDownLatch claimed = new CountDownLatch(1);
        private final CountDownLatch answer = new CountDownLatch(1);

        SlowAnswers(TaskQueue queue) {
            this.queue = queue;
        }

        @Override
        public Exchange exchange(List<Settlement> settlements, ClaimRequest request) {
            Exchange exchange = queue.exchange(settlements, request);
            if (!exchange.claims().isEmpty()) {
                claimed.countDown();
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return exchange;
        }

        @Override
        public List<Enqueued> enqueue(List<TaskMessage> messages) {
            return queue.enqueue(messages);
        }

        @Override
        public List<LeaseState> renew(List<Lease> leases, Duration lease) {
            return queue.renew(leases, lease);
        }

        @Override
        public List<LeaseState> restore(List<Claim> claims, Duration lease) {
            return queue.restore(claims, lease);
        }

        @Override
        public Subscription onWork(Runnable wake) {
            return queue.onWork(wake);
        }

        @Override
        public QueueControl control() {
            return queue.control();
        }
    }

    @Test
    void aClaimUnderWayWhileTheWorkerClosesIsNotOrphaned() throws InterruptedException {
        SlowAnswers slow = new SlowAnswers(queue);
        AtomicInteger runs = new AtomicInteger();
        Handlers handlers = Handlers.none().with(JOB, (job, context) -> {
            runs.incrementAndGet();
            return Disposition.ack();
        });
        TaskMessage message = codec.encode(new Job(UUID.randomUUID(), 1), EnqueueOptions.DEFAULTS);
        queue.enqueue(List.of(message));
        Worker worker = new Worker(
                new Worker.Parts(slow, codec, handlers, OperationRecorder.NONE, List.of()),
                WorkerOptions.DEFAULTS.withQueues("default"));
        worker.start();
        assertThat(slow.claimed.await(20, TimeUnit.SECONDS)).isTrue();
        Thread closing = new Thread(worker::close);
        closing.start();
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        slow.answer.countDown();
        closing.join();

        assertThat(runs).hasValue(1);
        assertThat(queue.control().find(message.id())).as("done").isEmpty();
    }

    private void claimForTest(Duration lease) {
        queue.exchange(List.of(), new ClaimRequest(1, List.of("default"), 0, Set.of("job:1"), Map.of(), lease, 10));
    }
}
