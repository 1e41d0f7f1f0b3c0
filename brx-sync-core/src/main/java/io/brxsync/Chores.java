package io.brxsync;

import io.brxsync.port.AccountStore;
import io.brxsync.queue.QueueControl;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import io.brxsync.worker.Chore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds what {@link Upkeep} asks for. Thread-safe. */
final class Chores {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    /** A slot that nobody looked at in time is made up for this long. */
    private static final int SLOTS_MADE_UP_FOR = 3;

    private final BrxSyncParts parts;

    Chores(BrxSyncParts parts) {
        this.parts = parts;
    }

    List<Chore> of(Upkeep upkeep) {
        List<Chore> chores = new ArrayList<>();
        chores.add(new Chore("recover", upkeep.recoverEvery(), this::recover));
        chores.add(new Chore("purge", upkeep.purgeEvery(), this::purge));
        if (upkeep.reconcileEvery() != null) {
            chores.add(reconcile(upkeep.reconcileEvery()));
        }
        if (upkeep.pollOrdersEvery() != null) {
            chores.add(pollOrders(upkeep.pollOrdersEvery()));
        }
        return chores;
    }

    private void recover() {
        long recovered = recovered();
        if (recovered > 0) {
            LOG.warn("Redis had lost tasks, they were enqueued again from the database tasks={}", recovered);
        }
    }

    /** Gives everybody a task again whom the database knows to be without one; returns how many Redis had lost. */
    long recovered() {
        long recovered = new Recovery(parts.queue(), parts.store().operations(), parts.clock()).run();
        List<TaskMessage> reread = parts.store().outbound().reviewGivenUp();
        if (!reread.isEmpty()) {
            LOG.warn("Tasks of outbound changes were given up, 'outbound list' shows them products={}", reread.size());
            parts.changes().push(reread);
        }
        List<TaskMessage> trackers = parts.store().outbound().followStranded();
        if (!trackers.isEmpty()) {
            LOG.warn("Edits waited for a job that nobody follows any more, they go on users={}", trackers.size());
            parts.changes().push(trackers);
        }
        return recovered;
    }

    private void purge() {
        Duration retention = Duration.ofDays(parts.config().retention());
        Instant before = parts.clock().instant().minus(retention);
        long purged = parts.store().operations().purgeEndedBefore(before)
                + parts.store().stock().purgeBefore(before)
                + parts.store().outbound().purgeSettledBefore(before);
        if (purged > 0) {
            LOG.info(
                    "Old operations, orders and movements deleted rows={} older_than_days={}",
                    purged,
                    retention.toDays());
        }
    }

    /**
     * Users whose sync has just become too old are synced at once: they are spread by when their last one ended. Those who
     * have waited longer, after an outage or before their first sync, come in their slots, so that they do not come
     * together.
     */
    private Chore reconcile(Duration interval) {
        SpreadSchedule schedule = new SpreadSchedule(interval);
        return eachSlot("reconcile", schedule, interval, slot -> {
            AccountStore accounts = parts.store().accounts();
            Set<UUID> backlog =
                    new HashSet<>(accounts.stale(interval.plus(schedule.slot().multipliedBy(2))));
            List<UUID> due = accounts.stale(interval).stream()
                    .filter(user -> !backlog.contains(user) || schedule.isSlotOf(user, slot))
                    .toList();
            enqueue(due, SyncTask.PeriodicSync::new);
            return due.size();
        });
    }

    private Chore pollOrders(Duration interval) {
        SpreadSchedule schedule = new SpreadSchedule(interval);
        return eachSlot("poll-orders", schedule, interval, slot -> {
            List<UUID> due = parts.store().accounts().stale(Duration.ZERO).stream()
                    .filter(user -> schedule.isSlotOf(user, slot))
                    .toList();
            enqueue(due, SyncTask.PollOrders::new);
            return due.size();
        });
    }

    private Chore eachSlot(String name, SpreadSchedule schedule, Duration interval, LongFunction<Integer> work) {
        return new Chore(name, schedule.slot(), () -> {
            QueueControl control = parts.queue().control();
            long now = schedule.slotAt(parts.clock());
            for (long slot = now - SLOTS_MADE_UP_FOR; slot <= now; slot++) {
                if (control.tryLock(name + ":" + slot, interval)) {
                    LOG.debug("Schedule looked after chore={} users={}", name, work.apply(slot));
                }
            }
        });
    }

    private void enqueue(List<UUID> users, Function<UUID, SyncTask> task) {
        List<TaskMessage> messages = users.stream()
                .map(user -> parts.codec().encode(task.apply(user), EnqueueOptions.DEFAULTS))
                .toList();
        parts.client().enqueue(messages);
    }
}
