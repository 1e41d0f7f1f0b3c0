package io.brxsync.worker;

import io.brxsync.BrxException;
import io.brxsync.port.Fence;
import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.Settlement;
import io.brxsync.task.RetryPolicy;
import io.brxsync.task.Task;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one batch of claims and decides what becomes of each. Thread-safe. */
final class TaskRunner {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    private final Handlers handlers;
    private final TaskCodec codec;
    private final OperationRecorder recorder;
    private final WorkerListener listener;
    private final RandomGenerator random;
    private final LongSupplier nanos;

    TaskRunner(
            Handlers handlers,
            TaskCodec codec,
            OperationRecorder recorder,
            WorkerListener listener,
            RandomGenerator random,
            LongSupplier nanos) {
        this.handlers = handlers;
        this.codec = codec;
        this.recorder = recorder;
        this.listener = listener;
        this.random = random;
        this.nanos = nanos;
    }

    /** Runs the batch on the calling thread; returns the settlements, empty when the lease was lost. */
    List<Settlement> run(Running running) {
        Handlers.Registration<?> registration = handlers.find(
                        running.first().message().capability())
                .orElseThrow(() -> BrxException.of(
                        BrxException.Kind.BUG,
                        "Claimed a task of type " + running.first().message().capability() + " without a handler"));
        RetryPolicy policy = registration.type().policy().retry();
        running.claims().forEach(listener::started);
        long begin = nanos.getAsLong();
        running.begin();
        List<Disposition> dispositions;
        @Nullable Throwable failure = null;
        try {
            dispositions = handle(registration, running);
        } catch (Throwable thrown) { // a handler's errors must not end the worker's thread
            failure = thrown;
            dispositions = running.claims().stream()
                    .map(claim -> Failures.disposition(thrown, policy, claim.attempts(), random))
                    .toList();
        }
        Running.Stop stop = running.end();
        Duration took = Duration.ofNanos(nanos.getAsLong() - begin);
        if (stop == Running.Stop.LEASE_LOST) {
            running.claims().forEach(claim -> listener.leaseLost(claim.message()));
            return List.of();
        }
        log(failure, stop, running);
        List<Settlement> settlements = new ArrayList<>(dispositions.size());
        for (int i = 0; i < dispositions.size(); i++) {
            Claim claim = running.claims().get(i);
            Disposition disposition = afterStop(stop, failure, dispositions.get(i), policy, claim);
            settlements.add(new Settlement(claim.lease(), decided(registration, claim, disposition, policy)));
            listener.finished(claim, settlements.get(i).disposition(), took);
        }
        return settlements;
    }

    private List<Disposition> handle(Handlers.Registration<?> registration, Running running) throws Exception {
        List<Task> tasks = new ArrayList<>();
        List<TaskContext> contexts = new ArrayList<>();
        List<@Nullable Disposition> result = new ArrayList<>();
        for (Claim claim : running.claims()) {
            Fence fence = fence(claim);
            Disposition early = null;
            Task task = null;
            Optional<TaskMessage> message = recorder.started(claim, fence);
            if (message.isEmpty()) {
                early = Disposition.ack();
            } else {
                try {
                    task = codec.decode(message.get());
                } catch (IllegalArgumentException e) {
                    early = new Disposition.Bury(String.valueOf(e.getMessage()));
                }
            }
            result.add(early);
            if (task != null) {
                tasks.add(task);
                contexts.add(new TaskContext(
                        claim.message(),
                        fence,
                        claim.attempts(),
                        Duration.ofMillis(claim.waitedMillis()),
                        claim.checkpoint(),
                        running::stopRequested));
            }
        }
        if (!tasks.isEmpty()) {
            List<Disposition> handled = registration.handle(tasks, contexts);
            if (handled.size() != tasks.size()) {
                throw BrxException.of(
                        BrxException.Kind.BUG,
                        "The handler of " + registration.type().wireName() + " answered " + handled.size()
                                + " dispositions for " + tasks.size() + " tasks");
            }
            int next = 0;
            for (int i = 0; i < result.size(); i++) {
                if (result.get(i) == null) {
                    result.set(i, handled.get(next++));
                }
            }
        }
        return List.copyOf(result);
    }

    /** A handler that was stopped from outside has not failed by itself, unless its time was up. */
    private Disposition afterStop(
            Running.@Nullable Stop stop,
            @Nullable Throwable failure,
            Disposition disposition,
            RetryPolicy policy,
            Claim claim) {
        if (stop == null || failure == null) {
            return disposition; // it came to its end all the same
        }
        return switch (stop) {
            case CANCELLED -> new Disposition.Bury(DeadTask.CANCELLED);
            case TIMED_OUT ->
                new Disposition.RetryAfter(
                        policy.delayAfter(claim.attempts() + 1, random), "ran longer than its time limit", true, null);
            case DRAINED, LEASE_LOST -> Disposition.yield("the worker was drained", null);
        };
    }

    private Disposition decided(
            Handlers.Registration<?> registration, Claim claim, Disposition wanted, RetryPolicy policy) {
        Disposition disposition = Failures.limited(wanted, policy, claim.attempts());
        try {
            if (disposition instanceof Disposition.Bury bury) {
                tellBuried(registration, claim, bury);
            }
            recorder.finished(claim, fence(claim), disposition);
            return disposition;
        } catch (RuntimeException e) {
            // The record could not be written, so the queue is not told either: the task comes again and finds its
            // effect.
            LOG.warn(
                    "End not recorded, task will be delivered again task={} type={} reason={}",
                    claim.message().id(),
                    claim.message().type(),
                    Failures.reason(e));
            return new Disposition.RetryAfter(
                    policy.delayAfter(1, random), "its end could not be recorded: " + Failures.reason(e), false, null);
        }
    }

    private void tellBuried(Handlers.Registration<?> registration, Claim claim, Disposition.Bury bury) {
        Task task;
        try {
            task = codec.decode(claim.message());
        } catch (IllegalArgumentException unreadable) {
            return; // there is no task to tell of; the dead letter keeps its text
        }
        registration.buried(task, bury.reason());
    }

    private static void log(@Nullable Throwable failure, Running.@Nullable Stop stop, Running running) {
        if (failure == null || stop != null) {
            return;
        }
        if (!(failure instanceof BrxException known) || known.kind() == BrxException.Kind.BUG) {
            LOG.error(
                    "Handler failed unexpectedly, task goes by its retry policy task={} type={} user={}",
                    running.first().message().id(),
                    running.first().message().type(),
                    running.first().message().user(),
                    failure);
        }
    }

    private static Fence fence(Claim claim) {
        return new Fence(claim.message().id(), claim.token());
    }
}
