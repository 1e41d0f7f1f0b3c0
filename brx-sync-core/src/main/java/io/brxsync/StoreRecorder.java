package io.brxsync;

import io.brxsync.port.Fence;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.task.TaskMessage;
import io.brxsync.worker.OperationRecorder;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Records operations in the database, for those types that need it. Thread-safe. */
final class StoreRecorder implements OperationRecorder {
    private final OperationStore operations;
    private final Predicate<TaskMessage> recorded;

    StoreRecorder(OperationStore operations, Predicate<TaskMessage> recorded) {
        this.operations = operations;
        this.recorded = recorded;
    }

    @Override
    public Optional<TaskMessage> started(Claim claim, Fence fence) {
        return recorded.test(claim.message())
                ? operations.started(fence, claim.message())
                : Optional.of(claim.message());
    }

    @Override
    public void finished(Claim claim, Fence fence, Disposition disposition) {
        if (!recorded.test(claim.message())) {
            return;
        }
        if (disposition instanceof Disposition.Ack) {
            operations.ended(List.of(new OperationStore.End(fence, Operation.Status.COMPLETED, null)));
        } else if (disposition instanceof Disposition.Bury bury) {
            operations.ended(List.of(new OperationStore.End(fence, Operation.Status.FAILED, bury.reason())));
        }
    }

    @Override
    public void buried(DeadTask task) {
        if (recorded.test(task.message())) {
            Fence fence = Fence.withoutClaim(task.message().id());
            operations.ended(List.of(new OperationStore.End(fence, Operation.Status.FAILED, task.reason())));
        }
    }
}
