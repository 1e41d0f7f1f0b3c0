package io.brxsync.cli;

import io.brxsync.BrxSync;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syncs every user once per interval, spread evenly over it: the interval has up to 60 slots, a user's id decides about
 * the slot, and in that slot the user is synced unless that happened less than half an interval ago. All workers compute
 * the same slots from the clock, and of two tasks for one user the queue keeps one, so it is once however many workers
 * there are. For one thread at a time.
 */
final class Reconciler implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final int SLOTS = 60;
    private static final Duration SHORTEST_TICK = Duration.ofSeconds(1);

    private final BrxSync brx;
    private final Duration recent;
    private final Clock clock;
    private final long tickMillis;
    private final int slots;
    private long done;

    Reconciler(BrxSync brx, Duration interval, Clock clock) {
        this.brx = brx;
        this.recent = interval.dividedBy(2);
        this.clock = clock;
        Duration sixtieth = interval.dividedBy(SLOTS);
        this.tickMillis = (sixtieth.compareTo(SHORTEST_TICK) < 0 ? SHORTEST_TICK : sixtieth).toMillis();
        this.slots = (int) Math.max(1, interval.toMillis() / tickMillis);
        this.done = now() - 1;
    }

    /** How often to run it. */
    Duration tick() {
        return Duration.ofMillis(tickMillis);
    }

    @Override
    public void run() {
        try {
            long now = now();
            // A worker that was held up makes good for the slots it missed.
            long first = Math.max(done + 1, now - slots + 1);
            if (first <= now) {
                enqueue(brx.store().accounts().stale(recent).stream()
                        .filter(user -> due(user, first, now))
                        .toList());
            }
            done = now;
        } catch (RuntimeException e) { // a timer would never call again
            LOG.warn("Reconciliation failed, it is tried again in_ms={} reason={}", tickMillis, e.getMessage());
        }
    }

    private void enqueue(List<UUID> users) {
        List<TaskMessage> messages = users.stream()
                .map(user -> brx.codec().encode(new SyncTask.PeriodicSync(user), EnqueueOptions.DEFAULTS))
                .toList();
        if (!messages.isEmpty()) {
            brx.enqueueAll(messages);
            LOG.debug("Periodic syncs enqueued users={}", messages.size());
        }
    }

    private boolean due(UUID user, long first, long last) {
        long slot = Math.floorMod(user.hashCode(), slots);
        // The distance from the first tick to the user's next one.
        return Math.floorMod(slot - first, (long) slots) <= last - first;
    }

    private long now() {
        return Math.floorDiv(clock.millis(), tickMillis);
    }
}
