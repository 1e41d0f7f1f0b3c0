package io.brxsync.queue;

import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The queue as producers and workers see it. Every call is atomic and thread-safe.
 *
 * <p>Invariants, held by every implementation and tested by one contract suite:
 *
 * <ul>
 *   <li><b>I1</b> a task is in exactly one of ready, scheduled, claimed, dead;
 *   <li><b>I2</b> only the holder of the current token extends or settles;
 *   <li><b>I3</b> attempts grow only when a handler failed;
 *   <li><b>I4</b> a live unique key is never enqueued twice;
 *   <li><b>I5</b> delivery is at least once; effects are once, because an effect and its ledger row commit together
 *       before the ack;
 *   <li><b>I6</b> between two turns of one user every other ready user of the queue with the same priority gets one;
 *   <li><b>I7</b> one user's tasks in one queue start in order, and one at a time.
 * </ul>
 *
 * <p>Errors: {@link io.brxsync.BrxException} of kind {@code UNAVAILABLE} when the server is out of reach or out of
 * memory. The outcome of a call that failed that way is unknown; every call may be repeated with the same arguments.
 */
public interface TaskQueue {

    /**
     * Adds messages, each atomically, in order.
     *
     * @return one entry per message, in order
     */
    List<Enqueued> enqueue(List<TaskMessage> messages);

    /**
     * Settles what finished and claims what comes next, in one atomic step. Expired leases, due schedules and due holds
     * are looked after on the way.
     */
    Exchange exchange(List<Settlement> settlements, ClaimRequest request);

    /**
     * The same without waiting for the answer. What depends on it must not wait either: it runs on the thread that brings
     * the answer, which others wait for too. As it stands here, the exchange is over on return.
     *
     * @return ends with the answer, or with what {@link #exchange} would throw
     */
    default CompletionStage<Exchange> exchangeAsync(List<Settlement> settlements, ClaimRequest request) {
        return CompletableFuture.completedStage(exchange(settlements, request));
    }

    /**
     * Extends leases.
     *
     * @param lease the time from now that they are valid for
     * @return one entry per lease, in order
     */
    List<LeaseState> renew(List<Lease> leases, Duration lease);

    /**
     * Claims again what the queue forgot while it ran, under the old tokens, so that running work comes to its end.
     *
     * @param claims claims whose renewal was answered with {@link LeaseState#FORGOTTEN}
     * @param lease the time from now that they are valid for
     * @return one entry per claim, in order: {@code HELD}, or {@code LEASE_LOST} when the task was enqueued again first
     */
    List<LeaseState> restore(List<Claim> claims, Duration lease);

    /**
     * Calls back whenever work may have appeared for somebody whose last exchange came back with less than it asked for,
     * or with work of a less preferred queue than the one that it appeared in; also after a lost connection came back.
     * Calls come from any thread and must return at once.
     *
     * @return closes the subscription
     */
    Subscription onWork(Runnable wake);

    /** Operators' view of the same queue. */
    QueueControl control();

    /** Ends a subscription. */
    @FunctionalInterface
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
