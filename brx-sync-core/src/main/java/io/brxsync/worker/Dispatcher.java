package io.brxsync.worker;

import io.brxsync.BrxException;
import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.LeaseState;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heart of a worker: settles what finished and claims for every free thread, both in one exchange with the queue.
 * Whoever ends a task sends the next exchange, and whoever brings an answer hands it out; no thread waits for Redis
 * meanwhile. Ends pile up while exchanges are on their way and go with the next one, so the busier the worker, the fewer
 * calls per task.
 *
 * <p>Tasks that are shorter than an exchange would leave all threads waiting for it. So once a quarter of them have
 * nothing to do and nobody has asked for them, a second exchange goes out before the first one is back, and as many lanes
 * are claimed ahead as {@link ClaimAhead} says. A claim that finds no thread soon goes back to the head of its lane.
 *
 * <p>Work of a preferred queue that appears while all threads are busy is fetched at once, as many lanes again, where a
 * thread is about to become free: it has come by then, and goes ahead of what waits. Where tasks are long, the next end
 * looks for it, as for everything else.
 *
 * <p>A thread of its own, in {@link #run()}, looks after what nobody else would notice: that the time of the queue's next
 * event has come, that the clock is right, that Redis is back. It also tells the listener, which may take its time; an
 * answer comes on a thread of the Redis client, which must never wait.
 *
 * <p>Thread-safe; what changes together is guarded by this object's monitor, and no call leaves while it is held.
 */
final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Even undisturbed, a worker looks around this often: for leases of workers that died without a word. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final TaskQueue queue;
    private final TaskRunner runner;
    private final Executor threads;
    private final WorkerListener listener;
    private final Burials burials;
    private final ClockGuard clockGuard;
    private final LongSupplier nanos;
    private final int size;
    private final long heartbeat;

    private final Semaphore signal = new Semaphore(0);
    private final Set<Running> running = ConcurrentHashMap.newKeySet();

    private final WaitingLine waiting = new WaitingLine();

    /** What the listener has not been told yet. */
    private final Queue<Runnable> news = new ConcurrentLinkedQueue<>();

    // All below is guarded by this object's monitor.
    private final Turns turns;

    /** The queue's next event, or the next heartbeat, as far as known. */
    private long lookAt;

    /** Somebody looks whether claims wait too long. */
    private boolean watching;

    private final Outage outage = new Outage();

    /** Until it was looked at, nobody claims. */
    private boolean clockRight;

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

    Dispatcher(Parts parts, WorkerOptions options, Handlers handlers) {
        this.queue = parts.queue();
        this.runner = parts.runner();
        this.threads = parts.threads();
        this.listener = parts.listener();
        this.clockGuard = parts.clockGuard();
        this.nanos = parts.nanos();
        this.size = options.threads();
        this.turns = new Turns(options, handlers);
        this.lookAt = nanos.getAsLong();
        Duration half = options.lease().dividedBy(2);
        Duration most = half.compareTo(HEARTBEAT) < 0 ? half : HEARTBEAT;
        this.heartbeat = most.toNanos();
        this.burials = new Burials(parts.recorder(), threads, most);
    }

    /** Looks after time until {@link #stop()}. */
    void run() {
        try {
            while (!stopped) {
                long wait = look();
                if (signal.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
                    signal.drainPermits();
                }
            }
            awaitAnswers();
            // Claims that came when the threads had gone already must not wait for their lease and count as crashes.
            giveBackWaiting("the worker stopped");
            advance();
            awaitAnswers();
            tellNews();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitAnswers() throws InterruptedException {
        while (turns.anyOnTheirWay()) {
            wait();
        }
    }

    /** One look; returns the nanoseconds until the next. The worker lives as long as this does, so nothing may end it. */
    private long look() {
        try {
            tellNews();
            burials.record();
            boolean right = draining || clockGuard.permits();
            if (waiting.size() > 0) {
                giveBackLate();
            }
            long wait = plan(right);
            clockGuard.tell();
            advance();
            return wait;
        } catch (RuntimeException e) {
            LOG.error("Worker's look around failed unexpectedly, next try in_ms={}", Outage.MOST.toMillis(), e);
            return Outage.MOST.toNanos();
        }
    }

    /** Whether an exchange is due, and the nanoseconds until the next look. */
    private synchronized long plan(boolean right) {
        long now = nanos.getAsLong();
        boolean due = now - lookAt >= 0;
        if (due || right && !clockRight || watching && turns.anyToSettle()) {
            turns.want();
        }
        clockRight = right;
        if (due) {
            lookAt = now + heartbeat;
        }
        watching = waiting.size() > 0;
        long wait = Math.min(lookAt - now, clockGuard.recheckAfter().toNanos());
        if (outage.waits(now)) {
            wait = Math.min(wait, outage.left(now));
        }
        return watching ? Math.min(wait, ClaimAhead.PATIENCE.toNanos()) : wait;
    }

    /** Sends whatever may be sent now. */
    private void advance() {
        for (Turn turn = prepare(); turn != null; turn = prepare()) {
            send(turn);
        }
    }

    private synchronized @Nullable Turn prepare() {
        long now = nanos.getAsLong();
        if (outage.waits(now)) {
            return null;
        }
        return turns.next(new Turns.Load(running, waiting.size(), clockRight && !draining, outage.lasts()), now);
    }

    private void send(Turn turn) {
        CompletableFuture<Exchange> answer;
        try {
            answer = queue.exchangeAsync(turn.settlements(), turn.claims()).toCompletableFuture();
        } catch (RuntimeException e) {
            failed(turn, e);
            return;
        }
        if (answer.isDone()) {
            answer.whenComplete((exchange, failure) -> end(turn, exchange, failure)); // whoever sends goes on
        } else {
            answer.whenComplete((exchange, failure) -> {
                end(turn, exchange, failure);
                advance();
            });
        }
    }

    private void end(Turn turn, @Nullable Exchange exchange, @Nullable Throwable failure) {
        try {
            if (exchange == null) {
                failed(turn, failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
            } else {
                arrived(turn, exchange);
            }
        } catch (RuntimeException e) {
            LOG.error(
                    "Answer not handed out, its claims come again when their lease ends",
                    e); // nobody else would say it
        }
    }

    private void arrived(Turn turn, Exchange exchange) {
        List<List<Claim>> batches = Running.batches(exchange.claims());
        synchronized (this) {
            long now = nanos.getAsLong();
            turns.answered(turn, now);
            tellWhoWaits();
            batches.forEach(batch -> accept(batch, turn.urgent(), now));
            if (!watching && running.size() > size) {
                watching = true;
                signal.release();
            }
            boolean idle = turn.lanes() > 0 && running.size() < size;
            if (idle && exchange.nextEventIn() != null) {
                // The queue's clock ticks in milliseconds: one more, so that the event is due by then.
                lookNoLaterThan(now + exchange.nextEventIn().plusMillis(1).toNanos());
            }
            if (outage.lasts()) {
                outage.over();
                tell(listener::queueAvailable);
            }
        }
        List<Claim> settled = turn.ended();
        for (int i = 0; i < settled.size(); i++) {
            if (exchange.settled().get(i) == LeaseState.LEASE_LOST) {
                TaskMessage lost = settled.get(i).message();
                tell(() -> listener.leaseLost(lost));
            }
        }
        for (DeadTask task : exchange.buried()) {
            burials.add(task);
            tell(() -> listener.buriedByQueue(task));
        }
    }

    private synchronized void failed(Turn turn, @Nullable Throwable failure) {
        turns.failed(turn);
        tellWhoWaits();
        long now = nanos.getAsLong();
        if (outage.waits(now)) {
            return; // the other exchange has told it
        }
        Duration wait = outage.failed(now, failure instanceof BrxException);
        if (failure instanceof BrxException unavailable) {
            tell(() -> listener.queueUnavailable(unavailable, wait));
        } else {
            LOG.error("Exchange failed unexpectedly, next try in_ms={}", wait.toMillis(), failure);
            signal.release();
        }
    }

    // Caller holds the monitor, here and in the two below.
    private void tellWhoWaits() {
        if (stopped && !turns.anyOnTheirWay()) {
            notifyAll();
        }
    }

    private void lookNoLaterThan(long time) {
        if (time - lookAt < 0) {
            lookAt = time;
            signal.release();
        }
    }

    private void accept(List<Claim> claims, boolean urgent, long now) {
        if (draining && running.size() >= size) {
            turns.givenBack(Turn.Ended.givenBack(claims, "the worker was drained"));
            return;
        }
        Running batch = new Running(claims, now);
        if (draining) {
            batch.requestStop();
        }
        running.add(batch);
        waiting.add(batch, urgent);
        try {
            threads.execute(this::work);
        } catch (RejectedExecutionException closed) {
            giveBack(batch, "the worker stopped");
        }
    }

    private void work() {
        Running batch = waiting.poll();
        long begin = nanos.getAsLong();
        if (batch == null || !batch.start(begin)) {
            return; // it was given back
        }
        List<Settlement> settlements = List.of();
        try {
            settlements = runner.run(batch);
        } finally {
            ended(batch, settlements, nanos.getAsLong() - begin);
            advance();
        }
    }

    private synchronized void ended(Running batch, List<Settlement> settlements, long took) {
        turns.ran(new Turn.Ended(batch.claims(), settlements), took);
        running.remove(batch);
    }

    /** Claims that were made ahead and found no thread: somebody else may run them. */
    private void giveBackLate() {
        long now = nanos.getAsLong();
        boolean allBusy = running.size() - waiting.size() >= size;
        List<Running> late = running.stream()
                .filter(batch ->
                        allBusy && !batch.isStarted() && now - batch.claimedNanos() >= ClaimAhead.PATIENCE.toNanos())
                .toList();
        if (!late.isEmpty()) {
            synchronized (this) {
                turns.waitedTooLong(now);
            }
            late.forEach(batch -> giveBack(batch, "no thread was free soon"));
        }
    }

    private void giveBackWaiting(String reason) {
        running.forEach(batch -> giveBack(batch, reason));
    }

    private synchronized void giveBack(Running batch, String reason) {
        if (batch.retract()) {
            waiting.remove(batch);
            running.remove(batch);
            turns.givenBack(Turn.Ended.givenBack(batch.claims(), reason));
        }
    }

    private void tell(Runnable oneNews) {
        news.add(oneNews);
        signal.release();
    }

    private void tellNews() {
        for (Runnable next = news.poll(); next != null; next = news.poll()) {
            next.run();
        }
    }

    /** Something happened: look again. Returns at once. */
    void rouse() {
        synchronized (this) {
            turns.rouse();
        }
        advance();
    }

    /** What runs now, and what waits for a thread. */
    Set<Running> running() {
        return running;
    }

    /** No more claims; what runs may come to its end. */
    void drain() {
        synchronized (this) {
            draining = true;
        }
        running.forEach(Running::requestStop);
        if (running.size() > size) {
            giveBackWaiting("the worker was drained");
        }
        advance();
    }

    /** Whether nothing runs and everything is settled. Nobody can begin a turn while this looks. */
    synchronized boolean idle() {
        return !turns.anyOnTheirWay() && running.isEmpty() && !turns.anyToSettle();
    }

    /** Ends {@link #run()} after what is on its way. */
    void stop() {
        stopped = true;
        signal.release();
    }
}
