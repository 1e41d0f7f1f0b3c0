package io.brxsync.worker;

import io.brxsync.queue.Claim;
import io.brxsync.queue.ClaimRequest;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.Exchange;
import io.brxsync.queue.Lease;
import io.brxsync.queue.LeaseState;
import io.brxsync.queue.QueueControl;
import io.brxsync.queue.Settlement;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Another queue, for whoever wants one call of it to be different. */
class ForwardingQueue implements TaskQueue {
    private final TaskQueue queue;

    ForwardingQueue(TaskQueue queue) {
        this.queue = queue;
    }

    @Override
    public List<Enqueued> enqueue(List<TaskMessage> messages) {
        return queue.enqueue(messages);
    }

    @Override
    public Exchange exchange(List<Settlement> settlements, ClaimRequest request) {
        return queue.exchange(settlements, request);
    }

    @Override
    public CompletionStage<Exchange> exchangeAsync(List<Settlement> settlements, ClaimRequest request) {
        return queue.exchangeAsync(settlements, request);
    }

    @Override
    public List<LeaseState> renew(List<Lease> leases, Duration lease) {
        return queue.renew(leases, lease);
    }

    @Override
    public List<LeaseState> restore(List<Claim> claims, Duration lease) {
        return queue.restore(claims, lease);
    }

    @Override
    public Subscription onWork(Runnable wake) {
        return queue.onWork(wake);
    }

    @Override
    public QueueControl control() {
        return queue.control();
    }
}
