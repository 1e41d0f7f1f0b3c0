package io.brxsync.worker;

import io.brxsync.BrxException;
import io.brxsync.queue.Claim;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.LeaseState;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of a worker: one thread that settles what finished and claims for every free thread, both in one exchange
 * with the queue at a time. While an exchange is on its way, ends pile up and go with the next one, so the busier the
 * worker, the fewer calls per task. Between exchanges it sleeps until something ends, somebody rouses it, or the queue's
 * next event is due.
 *
 * <p>{@link #step()} is one turn and can be cranked by hand; {@link #run()} turns until {@link #stop()}. Both belong to
 * one thread; {@link #rouse()} and the drain methods may be called from any.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Even undisturbed, a worker looks around this often: for leases of workers that died without a word. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);

    private final TaskQueue queue;
    private final TaskRunner runner;
    private final Executor threads;
    private final WorkerListener listener;
    private final OperationRecorder recorder;
    private final ClockGuard clockGuard;
    private final LongSupplier nanos;
    private final ClaimRequest request;
    private final int size;
    private final Duration heartbeat;
    private final QueueShare share;

    private final Semaphore signal = new Semaphore(0);
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    // Changed by the dispatching thread only; idle() looks from others.
    private final Queue<Ended> unsettled = new ConcurrentLinkedQueue<>();

    /** Burials by this worker that the record does not know of yet; a database that is away must hold nothing up. */
    private final Queue<DeadTask> unrecorded = new ConcurrentLinkedQueue<>();

    // Owned by the dispatching thread.
    private Duration backoff = Duration.ZERO;

    private volatile boolean exchanging;
    private volatile boolean draining;
    private volatile boolean stopped;

    /**
     * What a dispatcher works with.
     *
     * @param queue the queue
     * @param runner runs claims
     * @param threads where they run
     * @param listener hears of it
     * @param recorder hears of burials
     * @param clockGuard forbids claims while the clock is wrong
     * @param nanos a monotonic clock
     */
    record Parts(
            TaskQueue queue,
            TaskRunner runner,
            Executor threads,
            WorkerListener listener,
            OperationRecorder recorder,
            ClockGuard clockGuard,
            LongSupplier nanos) {}

    /** A task whose handler has ended and whose settlement the queue has not confirmed yet. */
    private record Ended(TaskMessage message, Settlement settlement) {}

    Dispatcher(Parts parts, WorkerOptions options, Handlers handlers) {
        this.queue = parts.queue();
        this.runner = parts.runner();
        this.threads = parts.threads();
        this.listener = parts.listener();
        this.recorder = parts.recorder();
        this.clockGuard = parts.clockGuard();
        this.nanos = parts.nanos();
        this.size = options.threads();
        this.share = new QueueShare(options.queues().size() > 1 ? options.lowShare() : 0);
        Duration half = options.lease().dividedBy(2);
        this.heartbeat = half.compareTo(HEARTBEAT) < 0 ? half : HEARTBEAT;
        this.request = new ClaimRequest(
                size,
                options.queues(),
                0,
                handlers.capabilities(),
                handlers.batches(),
                options.lease(),
                options.maxCrashes());
    }

    /** Turns until {@link #stop()}. */
    void run() {
        try {
            while (!stopped) {
                Duration wait = stepSafely();
                if (signal.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    signal.drainPermits();
                }
            }
            giveBack();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Claims that came when the threads had gone already must not wait for their lease and count as crashes. */
    private void giveBack() {
        if (!ended.isEmpty()) {
            stepSafely();
        }
    }

    /** The worker lives as long as this thread does, so nothing may end it. */
    private Duration stepSafely() {
        try {
            return step();
        } catch (RuntimeException e) {
            LOG.error("Exchange failed unexpectedly, next try in_ms={}", MAX_BACKOFF.toMillis(), e);
            return MAX_BACKOFF;
        }
    }

    /**
     * One turn: settles, claims, hands out.
     *
     * @return how long there is nothing to do unless roused
     */
    Duration step() {
        // Before anybody looks whether this worker drains: who sees it idle then knows that no claim is on its way to
        // it.
        exchanging = true;
        try {
            return exchange();
        } finally {
            exchanging = false;
        }
    }

    private Duration exchange() {
        collectEnded();
        recordBurials();
        boolean mayClaim = !draining && clockGuard.permits();
        int free = mayClaim ? size - running.size() : 0;
        if (free == 0 && unsettled.isEmpty()) {
            return mayClaim || draining ? heartbeat : clockGuard.recheckAfter();
        }
        List<Ended> ends = List.copyOf(unsettled);
        List<Settlement> settlements = ends.stream().map(Ended::settlement).toList();
        try {
            Exchange exchange = queue.exchange(settlements, request.withMax(free, free == 0 ? 0 : share.next(free)));
            recovered();
            digest(ends, exchange);
            return waitAfter(exchange, free);
        } catch (BrxException e) {
            backoff = backoff.isZero() ? FIRST_BACKOFF : backoff.multipliedBy(2);
            backoff = backoff.compareTo(MAX_BACKOFF) < 0 ? backoff : MAX_BACKOFF;
            listener.queueUnavailable(e, backoff);
            return backoff;
        }
    }

    private void collectEnded() {
        // Each is in at least one of the two queues at any time, so idle() never misses one.
        for (Ended next = ended.peek(); next != null; next = ended.peek()) {
            unsettled.add(next);
            ended.remove();
        }
    }

    private void recovered() {
        if (!backoff.isZero()) {
            backoff = Duration.ZERO;
            listener.queueAvailable();
        }
    }

    private void digest(List<Ended> ends, Exchange exchange) {
        for (int i = 0; i < ends.size(); i++) {
            unsettled.remove();
            if (exchange.settled().get(i) == LeaseState.LEASE_LOST) {
                listener.leaseLost(ends.get(i).message());
            }
        }
        batches(exchange.claims()).forEach(this::handOut);
        unrecorded.addAll(exchange.buried());
        exchange.buried().forEach(listener::buriedByQueue);
        recordBurials();
    }

    private void recordBurials() {
        for (int i = unrecorded.size(); i > 0; i--) {
            DeadTask task = unrecorded.remove();
            threads.execute(() -> {
                try {
                    recorder.buried(task);
                } catch (RuntimeException e) {
                    LOG.warn(
                            "Burial not recorded, next try within {} ms task={} reason={}",
                            heartbeat.toMillis(),
                            task.message().id(),
                            Failures.reason(e));
                    unrecorded.add(task);
                }
            });
        }
    }

    /** Claims of one lane belong together. */
    private static List<List<Claim>> batches(List<Claim> claims) {
        List<List<Claim>> batches = new ArrayList<>();
        Claim previous = null;
        for (Claim claim : claims) {
            if (previous == null || !sameLane(previous, claim)) {
                batches.add(new ArrayList<>());
            }
            batches.get(batches.size() - 1).add(claim);
            previous = claim;
        }
        return batches;
    }

    private static boolean sameLane(Claim one, Claim other) {
        return one.message().user().equals(other.message().user())
                && one.message().queue().equals(other.message().queue());
    }

    private void handOut(List<Claim> claims) {
        Running batch = new Running(claims, nanos.getAsLong());
        running.add(batch);
        if (draining) {
            batch.requestStop();
        }
        try {
            threads.execute(() -> work(batch));
        } catch (RejectedExecutionException closed) {
            Disposition back = Disposition.yield("the worker stopped", null);
            claims.forEach(claim -> ended.add(new Ended(claim.message(), new Settlement(claim.lease(), back))));
            running.remove(batch);
        }
    }

    private void work(Running batch) {
        try {
            List<Settlement> settlements = runner.run(batch);
            for (int i = 0; i < settlements.size(); i++) {
                ended.add(new Ended(batch.claims().get(i).message(), settlements.get(i)));
            }
        } finally {
            running.remove(batch);
            rouse();
        }
    }

    /** Fewer claims than asked means that the queue is dry; as many means that no thread is free. */
    private Duration waitAfter(Exchange exchange, int free) {
        if (exchange.nextEventIn() == null || exchange.nextEventIn().compareTo(heartbeat) > 0) {
            return heartbeat;
        }
        boolean busy = free == 0 || size == running.size();
        if (busy) {
            return heartbeat; // an end comes first
        }
        // The queue's clock ticks in milliseconds: one more, so that the event is due by then.
        return exchange.nextEventIn().plusMillis(1);
    }

    /** Something happened: look again. */
    void rouse() {
        signal.release();
    }

    /** What runs now. */
    Set<Running> running() {
        return running;
    }

    /** No more claims; what runs may come to its end. */
    void drain() {
        draining = true;
        running.forEach(Running::requestStop);
        rouse();
    }

    /** Whether nothing runs and everything is settled. */
    boolean idle() {
        return !exchanging && running.isEmpty() && ended.isEmpty() && unsettled.isEmpty();
    }

    /** Ends {@link #run()} after its current turn. */
    void stop() {
        stopped = true;
        rouse();
    }
}
