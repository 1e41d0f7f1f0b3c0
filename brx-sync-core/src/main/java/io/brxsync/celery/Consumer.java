package io.brxsync.celery;

import io.brxsync.BrxException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of one queue, for one thread. A batch that fails is taken again, later and later.
 *
 * <p>The more preferred queues go first: the front end writes an edit into the mirror's row before its message, and a sync
 * that overtook the message would overwrite the row.
 */
final class Consumer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Consumer.class);
    private static final int BATCH = 100;

    /** Redis counts whole seconds here. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LOOK_AROUND = Duration.ofSeconds(2);

    private final CeleryBroker broker;
    private final Passing passing;
    private final String queue;
    private final Duration lease;
    private final CountDownLatch stop;
    private static final Duration LONGEST_TURN = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
    private final List<Consumer> before;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private Runnable chore = () -> {};

    /** Whether the queue was found empty and nothing came since. Written by the consumer's thread only. */
    private volatile boolean idle;

    /** Owned by the consumer's thread. */
    private long lookedAt = System.nanoTime() - LOOK_AROUND.toNanos();

    /** Written by the consumer's thread only. */
    private volatile @Nullable String trouble;

    /**
     * A consumer.
     *
     * @param before those of the more preferred queues
     * @param stop ends it
     */
    Consumer(
            CeleryBroker broker,
            Passing passing,
            String queue,
            List<Consumer> before,
            Duration lease,
            CountDownLatch stop) {
        this.before = List.copyOf(before);
        this.broker = broker;
        this.passing = passing;
        this.queue = queue;
        this.lease = lease;
        this.stop = stop;
    }

    /** What else is done once in a while; before the start. */
    void sometimes(Runnable other) {
        this.chore = other;
    }

    /** Waits until the queue was empty once or could not be read; returns early at the end. */
    void awaitCaughtUp(Duration longest) throws InterruptedException {
        caughtUp.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    String queue() {
        return queue;
    }

    /** Why nothing gets on, null while it does. */
    @Nullable
    String trouble() {
        return trouble;
    }

    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        while (!stopped(Duration.ZERO)) {
            try {
                turn();
                if (trouble != null) {
                    LOG.info("Celery messages get on again queue={}", queue);
                }
                trouble = null;
                pause = FIRST_PAUSE;
            } catch (BrxException e) {
                pause = failed(String.valueOf(e.getMessage()), pause, null);
            } catch (RuntimeException e) {
                pause = failed("unexpected " + e.getClass().getName(), pause, e);
            }
        }
        caughtUp.countDown();
        leave();
    }

    private void turn() {
        waitForThoseBefore();
        List<String> messages = broker.take(passing.consumer(), queue, lease, BATCH);
        passing.on(messages);
        if (System.nanoTime() - lookedAt >= LOOK_AROUND.toNanos()) {
            lookedAt = System.nanoTime();
            chore.run();
        }
        if (messages.isEmpty()) {
            idle = true;
            caughtUp.countDown();
            try {
                broker.await(passing.consumer(), queue, WAIT);
            } finally {
                idle = false;
            }
        }
    }

    /** Not for ever: a queue that is never empty must not starve this one. */
    private void waitForThoseBefore() {
        long end = System.nanoTime() + LONGEST_TURN.toNanos();
        while (!before.stream().allMatch(each -> each.idle) && System.nanoTime() - end < 0) {
            if (stopped(LOOK_AGAIN)) {
                return;
            }
        }
    }

    private Duration failed(String reason, Duration pause, @Nullable Exception unexpected) {
        trouble = reason;
        caughtUp.countDown();
        LOG.warn(
                "Celery messages do not get on, they wait; next try in_ms={} queue={} reason={}",
                pause.toMillis(),
                queue,
                reason,
                unexpected);
        stopped(pause);
        Duration next = pause.multipliedBy(2);
        return next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }

    /** Waits for the end at most so long. */
    private boolean stopped(Duration most) {
        try {
            return stop.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void leave() {
        try {
            broker.leave(passing.consumer());
        } catch (BrxException e) {
            LOG.warn(
                    "Celery's Redis is away at the end, another bridge takes what is left after the lease queue={} reason={}",
                    queue,
                    e.getMessage());
        }
    }
}
