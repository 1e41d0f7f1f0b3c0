package io.brxsync.worker;

import io.brxsync.BrxException;
import io.brxsync.queue.Claim;
import io.brxsync.queue.Lease;
import io.brxsync.queue.LeaseState;
import io.brxsync.queue.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the leases of everything that runs, in one call, and stops what was cancelled, lost, or runs longer than it may.
 * Called by a timer every third of a lease.
 */
final class LeaseKeeper implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final Dispatcher dispatcher;
    private final TaskQueue queue;
    private final Handlers handlers;
    private final Duration lease;
    private final LongSupplier nanos;

    LeaseKeeper(Dispatcher dispatcher, TaskQueue queue, Handlers handlers, Duration lease, LongSupplier nanos) {
        this.dispatcher = dispatcher;
        this.queue = queue;
        this.handlers = handlers;
        this.lease = lease;
        this.nanos = nanos;
    }

    @Override
    public void run() {
        List<Running> batches = List.copyOf(dispatcher.running());
        if (batches.isEmpty()) {
            return;
        }
        try {
            batches.forEach(this::stopIfOverdue);
            renew(batches);
        } catch (RuntimeException e) {
            // Thrown on, it would end the timer and with it every lease.
            LOG.error("Leases not renewed, next try in a third of a lease tasks={}", batches.size(), e);
        }
    }

    private void renew(List<Running> batches) {
        List<Lease> leases = new ArrayList<>();
        batches.forEach(batch -> leases.addAll(batch.leases()));
        try {
            List<LeaseState> states = queue.renew(leases, lease);
            int next = 0;
            for (Running batch : batches) {
                for (Claim claim : batch.claims()) {
                    LeaseState state = states.get(next++);
                    act(batch, state == LeaseState.FORGOTTEN ? restore(claim) : state);
                }
            }
        } catch (BrxException e) {
            // The handlers go on: their effects are fenced, and the next renewal may still come in time.
            LOG.warn(
                    "Leases not renewed, next try in a third of a lease tasks={} reason={}",
                    leases.size(),
                    e.getMessage());
        }
    }

    private LeaseState restore(Claim claim) {
        LeaseState state = queue.restore(List.of(claim), lease).get(0);
        LOG.warn(
                "Queue has lost its data, {} task={} type={} user={}",
                state == LeaseState.HELD ? "running task is claimed again" : "another worker goes on with the task",
                claim.message().id(),
                claim.message().type(),
                claim.message().user());
        return state;
    }

    private void act(Running batch, LeaseState state) {
        switch (state) {
            case HELD -> {}
            case CANCEL_REQUESTED -> batch.stop(Running.Stop.CANCELLED);
            case FORGOTTEN, LEASE_LOST -> batch.stop(Running.Stop.LEASE_LOST);
        }
    }

    private void stopIfOverdue(Running batch) {
        if (!batch.isStarted()) {
            return;
        }
        Duration limit = handlers.find(batch.first().message().capability())
                .map(registration -> registration.type().policy().timeLimit())
                .orElse(Duration.ofDays(1));
        if (nanos.getAsLong() - batch.startedNanos() > limit.toNanos()) {
            batch.stop(Running.Stop.TIMED_OUT);
        }
    }
}
