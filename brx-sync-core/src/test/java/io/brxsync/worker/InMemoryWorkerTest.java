package io.brxsync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.InMemoryTaskQueue;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    /** A queue that keeps one answer back, the first of its kind; everything else is as it was. */
    private static final class SlowAnswer extends ForwardingQueue {
        private final Predicate<Exchange> kind;
        private final AtomicBoolean first = new AtomicBoolean(true);
        private final CountDownLatch exchanged = new CountDownLatch(1);
        private final CompletableFuture<Void> answer = new CompletableFuture<>();

        SlowAnswer(TaskQueue queue, Predicate<Exchange> kind) {
            super(queue);
            this.kind = kind;
        }

        @Override
        public CompletionStage<Exchange> exchangeAsync(List<Settlement> settlements, ClaimRequest request) {
            Exchange exchange = exchange(settlements, request);
            if (kind.test(exchange) && first.getAndSet(false)) {
                exchanged.countDown();
                return answer.thenApply(nothing -> exchange);
            }
            return CompletableFuture.completedStage(exchange);
        }
    }

    @Test
    void aClaimUnderWayWhileTheWorkerClosesIsNotOrphaned() throws InterruptedException {
        SlowAnswer slow = new SlowAnswer(queue, exchange -> !exchange.claims().isEmpty());
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
        assertThat(slow.exchanged.await(20, TimeUnit.SECONDS)).isTrue();
        Thread closing = new Thread(worker::close);
        closing.start();
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        slow.answer.complete(null);
        closing.join();

        assertThat(runs).hasValue(1);
        assertThat(queue.control().find(message.id())).as("done").isEmpty();
    }

    @Test
    void whoeverEndsWhileAnExchangeIsUnderWayNeedNotWaitForIt() throws InterruptedException {
        SlowAnswer slow = new SlowAnswer(queue, exchange -> !exchange.settled().isEmpty());
        List<CountDownLatch> started =
                Stream.generate(() -> new CountDownLatch(1)).limit(4).toList();
        CountDownLatch second = new CountDownLatch(1);
        Handlers handlers = Handlers.none().with(JOB, (job, context) -> {
            started.get(job.number()).countDown();
            if (job.number() == 1) {
                second.await();
            }
            return Disposition.ack();
        });
        for (int number = 0; number < 4; number++) {
            add(number);
        }
        try (Worker worker = new Worker(
                new Worker.Parts(slow, codec, handlers, OperationRecorder.NONE, List.of()),
                WorkerOptions.DEFAULTS.withThreads(2).withQueues("default"))) {
            worker.start();
            // It settles the first task and claims the third, which nobody hears of yet.
            assertThat(slow.exchanged.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(started.get(1).await(20, TimeUnit.SECONDS)).isTrue();
            second.countDown();
            assertThat(started.get(3).await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(started.get(2).getCount()).isOne();
            slow.answer.complete(null);
            assertThat(started.get(2).await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(queue.control().stats())
                .allSatisfy(stats -> assertThat(stats.ready() + stats.claimed()).isZero());
    }

    private void claimForTest(Duration lease) {
        queue.exchange(List.of(), new ClaimRequest(1, List.of("default"), 0, Set.of("job:1"), Map.of(), lease, 10));
    }
}
