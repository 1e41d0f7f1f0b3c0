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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of a worker: one thread that settles what finished and claims for every free thread, both in one exchange
 * with the queue. While an exchange is on its way, ends pile up and go with the next one, so the busier the worker, the
 * fewer calls per task. Between exchanges it sleeps until something ends, somebody rouses it, or the queue's next event is
 * due.
 *
 * <p>Tasks that are shorter than an exchange would leave all threads waiting for it. So once a quarter of them have
 * nothing to do and nobody has asked for them, an assistant sends a second exchange before the first one is back. It never
 * waits for anything else: the time of the queue's next event, the clock and the back-off are the first thread's.
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
    private final int worthwhile;
    private final Duration heartbeat;
    private final QueueShare share;

    private final Semaphore signal = new Semaphore(0);
    private final Semaphore assistance = new Semaphore(0);
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    /** Burials by this worker that the record does not know of yet; a database that is away must hold nothing up. */
    private final Queue<DeadTask> unrecorded = new ConcurrentLinkedQueue<>();

    /** Turns that somebody takes now: zero, one, or two with the assistant's. */
    private final AtomicInteger turning = new AtomicInteger();

    /** Free threads that an exchange on its way asks tasks for. */
    private final AtomicInteger askedFor = new AtomicInteger();

    // Changed by the dispatching thread only; the assistant looks.
    private volatile Duration backoff = Duration.ZERO;
    private volatile boolean clockRight = true;

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

    /**
     * A batch whose handler has ended and whose settlements the queue has not confirmed yet. They travel together, because
     * what goes back to the head of its lane keeps its order only within one exchange.
     */
    private record Ended(List<Claim> claims, List<Settlement> settlements) {}

    /** What one exchange settles, and for how many threads it asks. */
    private record Turn(List<Ended> ends, int free, int fromLast) {
        boolean isEmpty() {
            return ends.isEmpty() && free == 0;
        }
    }

    Dispatcher(Parts parts, WorkerOptions options, Handlers handlers) {
        this.queue = parts.queue();
        this.runner = parts.runner();
        this.threads = parts.threads();
        this.listener = parts.listener();
        this.recorder = parts.recorder();
        this.clockGuard = parts.clockGuard();
        this.nanos = parts.nanos();
        this.size = options.threads();
        this.worthwhile = Math.max(1, size / 4);
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
        Thread assistant = new Thread(this::assist, Thread.currentThread().getName() + "-assistant");
        assistant.setDaemon(true);
        assistant.start();
        try {
            while (!stopped) {
                Duration wait = safely(this::step);
                if (signal.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                    signal.drainPermits();
                }
            }
            assistance.release();
            assistant.join();
            giveBack();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends second exchanges until {@link #stop()}. */
    private void assist() {
        try {
            while (!stopped) {
                assistance.acquire();
                assistance.drainPermits();
                if (turning.get() > 0 && backoff.isZero()) {
                    safely(this::assistingStep);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Claims that came when the threads had gone already must not wait for their lease and count as crashes. */
    private void giveBack() {
        if (!ended.isEmpty()) {
            safely(this::step);
        }
    }

    /** The worker lives as long as its thread does, so nothing may end it. */
    private static Duration safely(Supplier<Duration> step) {
        try {
            return step.get();
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
        turning.incrementAndGet();
        try {
            recordBurials();
            clockRight = draining || clockGuard.permits();
            Turn turn = prepare();
            if (turn.isEmpty()) {
                return clockRight ? heartbeat : clockGuard.recheckAfter();
            }
            Exchange exchange = exchange(turn);
            if (!backoff.isZero()) {
                backoff = Duration.ZERO;
                listener.queueAvailable();
            }
            return waitAfter(exchange, turn.free());
        } catch (BrxException e) {
            Duration longer = backoff.isZero() ? FIRST_BACKOFF : backoff.multipliedBy(2);
            backoff = longer.compareTo(MAX_BACKOFF) < 0 ? longer : MAX_BACKOFF;
            listener.queueUnavailable(e, backoff);
            return backoff;
        } finally {
            turning.decrementAndGet();
        }
    }

    /** The assistant's turn. What it leaves, or learns of the time to wait, is the other thread's to look at. */
    private Duration assistingStep() {
        turning.incrementAndGet();
        try {
            Turn turn = prepare();
            if (!turn.isEmpty() && lanes(exchange(turn)) < turn.free()) {
                rouse();
            }
        } catch (BrxException e) {
            LOG.debug("Second exchange failed, the first one's thread goes on reason={}", Failures.reason(e));
            rouse();
        } finally {
            turning.decrementAndGet();
        }
        return heartbeat;
    }

    private synchronized Turn prepare() {
        List<Ended> ends = new ArrayList<>();
        for (Ended next = ended.poll(); next != null; next = ended.poll()) {
            ends.add(next);
        }
        int free = draining || !clockRight ? 0 : idleThreads();
        askedFor.addAndGet(free);
        return new Turn(ends, free, free == 0 ? 0 : share.next(free));
    }

    /** Threads that neither work nor wait for what an exchange brings. */
    private int idleThreads() {
        return size - running.size() - askedFor.get();
    }

    private Exchange exchange(Turn turn) {
        Exchange exchange;
        try {
            List<Settlement> settlements = turn.ends().stream()
                    .flatMap(end -> end.settlements().stream())
                    .toList();
            exchange = queue.exchange(settlements, request.withMax(turn.free(), turn.fromLast()));
        } catch (RuntimeException e) {
            ended.addAll(turn.ends());
            askedFor.addAndGet(-turn.free());
            throw e;
        }
        handOut(turn, exchange.claims());
        List<Claim> settled =
                turn.ends().stream().flatMap(end -> end.claims().stream()).toList();
        for (int i = 0; i < settled.size(); i++) {
            if (exchange.settled().get(i) == LeaseState.LEASE_LOST) {
                listener.leaseLost(settled.get(i).message());
            }
        }
        unrecorded.addAll(exchange.buried());
        exchange.buried().forEach(listener::buriedByQueue);
        recordBurials();
        return exchange;
    }

    /** At once, so that nobody counts a thread twice or not at all. */
    private synchronized void handOut(Turn turn, List<Claim> claims) {
        batches(claims).forEach(this::handOut);
        askedFor.addAndGet(-turn.free());
    }

    private synchronized void recordBurials() {
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

    private static int lanes(Exchange exchange) {
        return batches(exchange.claims()).size();
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
            ended.add(new Ended(
                    claims,
                    claims.stream()
                            .map(claim -> new Settlement(claim.lease(), back))
                            .toList()));
            running.remove(batch);
        }
    }

    private void work(Running batch) {
        try {
            List<Settlement> settlements = runner.run(batch);
            if (!settlements.isEmpty()) {
                ended.add(new Ended(batch.claims(), settlements));
            }
        } finally {
            running.remove(batch);
            rouse();
            if (turning.get() > 0 && idleThreads() >= worthwhile) {
                assistance.release();
            }
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

    /** Whether nothing runs and everything is settled. Nobody can begin a turn while this looks. */
    synchronized boolean idle() {
        return turning.get() == 0 && running.isEmpty() && ended.isEmpty();
    }

    /** Ends {@link #run()} after its current turn. */
    void stop() {
        stopped = true;
        rouse();
    }
}
