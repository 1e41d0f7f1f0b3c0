package io.brxsync.worker;

import io.brxsync.queue.QueueControl;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the chores of a namespace beside a worker, on one thread of its own. Every worker has one; a lock in the queue with
 * an expiry sees to it that each chore is done once per its interval, and goes on elsewhere when a worker dies over it. A
 * queue that has lost its data has lost the locks too, so what it needs then is done at once. Thread-safe.
 */
final class Housekeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

    private final QueueControl control;
    private final List<Chore> chores;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "brx-housekeeping");
        daemon.setDaemon(true);
        return daemon;
    });

    Housekeeper(QueueControl control, List<Chore> chores) {
        this.control = control;
        this.chores = List.copyOf(chores);
    }

    /** Looks at every chore now and then whenever its time has come. */
    void start() {
        for (Chore chore : chores) {
            long millis = chore.every().toMillis();
            thread.scheduleWithFixedDelay(() -> attend(chore), 0, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** The queue was away: looks at every chore soon. */
    void queueIsBack() {
        try {
            chores.forEach(chore -> thread.execute(() -> attend(chore)));
        } catch (RejectedExecutionException closed) {
            LOG.debug("Worker has ended, other workers look after the queue");
        }
    }

    /** Does the chore unless somebody did it a moment ago. */
    boolean attend(Chore chore) {
        try {
            // A little shorter than the interval, so that a worker on its own is not locked out by itself.
            Duration lock = chore.every().multipliedBy(9).dividedBy(10);
            if (!control.tryLock("chore:" + chore.name(), lock)) {
                return false;
            }
            chore.work().run();
            return true;
        } catch (RuntimeException e) {
            LOG.warn(
                    "Chore not done, next try in_ms={} chore={} reason={}",
                    chore.every().toMillis(),
                    chore.name(),
                    Failures.reason(e));
            return false;
        }
    }

    /** Ends at once, in the middle of a chore if need be; another worker does it again. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
