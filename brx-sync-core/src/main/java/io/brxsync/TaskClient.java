package io.brxsync;

import io.brxsync.port.Fence;
import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import io.brxsync.queue.Enqueued;
import io.brxsync.queue.Enqueued.Outcome;
import io.brxsync.queue.TaskQueue;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings messages into the outbox and into the queue, in this order. Thread-safe. */
final class TaskClient {
    private static final Logger LOG = LoggerFactory.getLogger(TaskClient.class);

    private final TaskQueue queue;
    private final OperationStore operations;
    private final TaskCodec codec;

    TaskClient(TaskQueue queue, OperationStore operations, TaskCodec codec) {
        this.queue = queue;
        this.operations = operations;
        this.codec = codec;
    }

    List<Enqueued> enqueue(List<TaskMessage> messages) {
        List<TaskMessage> durable = messages.stream().filter(this::inOutbox).toList();
        return push(messages, enlisted(durable, operations.enlist(durable)));
    }

    /** The messages to push, by the id of the message they stand for. */
    Map<String, TaskMessage> enlisted(List<TaskMessage> durable, List<TaskMessage> live) {
        Map<String, TaskMessage> byId = new HashMap<>();
        for (int i = 0; i < durable.size(); i++) {
            byId.put(durable.get(i).id(), live.get(i));
        }
        return byId;
    }

    boolean inOutbox(TaskMessage message) {
        return codec.types()
                .named(message.type())
                .map(type -> type.policy().outbox())
                .orElse(true);
    }

    /** Pushes messages whose outbox rows are committed. */
    List<Enqueued> push(List<TaskMessage> messages, Map<String, TaskMessage> live) {
        List<TaskMessage> pushed = messages.stream()
                .map(message -> toPush(message, live.getOrDefault(message.id(), message)))
                .toList();
        List<Enqueued> result;
        try {
            result = queue.enqueue(pushed);
        } catch (BrxException e) {
            if (e.kind() == BrxException.Kind.UNAVAILABLE && messages.stream().allMatch(this::inOutbox)) {
                LOG.warn(
                        "Queue unavailable, tasks wait in the database until a worker recovers them tasks={} reason={}",
                        messages.size(),
                        e.getMessage());
                return pushed.stream()
                        .map(message -> new Enqueued(message.id(), Outcome.DEFERRED))
                        .toList();
            }
            throw e;
        }
        return reconcile(messages, pushed, result);
    }

    /**
     * Of what is in the outbox the database watches over the unique key, and it alone: it knows that an operation has begun
     * or ended a moment before the queue does, and two judges would lose what is asked for in between. What it has laid over
     * a waiting task is in that task's row, which a worker reads when it begins.
     */
    private TaskMessage toPush(TaskMessage message, TaskMessage live) {
        return inOutbox(message) ? live.withoutUniqueKey() : live;
    }

    /** A row whose message the queue did not take must not stay pending, or recovery would push it again and again. */
    private List<Enqueued> reconcile(List<TaskMessage> messages, List<TaskMessage> pushed, List<Enqueued> result) {
        List<OperationStore.End> ends = new ArrayList<>();
        List<Enqueued> answers = new ArrayList<>(result.size());
        for (int i = 0; i < result.size(); i++) {
            Enqueued enqueued = result.get(i);
            String id = pushed.get(i).id();
            boolean own = id.equals(messages.get(i).id());
            if (own && inOutbox(pushed.get(i))) {
                if (enqueued.outcome() == Outcome.REFUSED) {
                    ends.add(end(id, Operation.Status.FAILED, refused(enqueued)));
                } else if (enqueued.outcome() == Outcome.DUPLICATE) {
                    ends.add(
                            end(id, Operation.Status.COMPLETED, "the same work was under way as " + enqueued.taskId()));
                }
            }
            boolean existed = !own && enqueued.outcome() == Outcome.KNOWN;
            answers.add(existed ? new Enqueued(enqueued.taskId(), joined(messages.get(i))) : enqueued);
        }
        operations.ended(ends);
        return answers;
    }

    private static Outcome joined(TaskMessage message) {
        return switch (message.options().uniqueness()) {
            case UNTIL_SETTLED -> Outcome.DUPLICATE;
            case MERGE_UNTIL_STARTED -> Outcome.MERGED;
        };
    }

    private static String refused(Enqueued enqueued) {
        Enqueued.Refusal refusal = enqueued.refusal();
        return refusal == null ? "refused" : "refused: " + refusal.describe();
    }

    private static OperationStore.End end(String id, Operation.Status status, String reason) {
        return new OperationStore.End(Fence.withoutClaim(id), status, reason);
    }
}
