package io.brxsync.metrics;

import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.task.TaskMessage;
import io.brxsync.worker.WorkerListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * {@code brx_tasks_total{type,outcome}}, {@code brx_task_seconds{type}} and {@code brx_task_wait_seconds{queue}}.
 * Outcomes: done, retried, held, buried, lease_lost. Thread-safe.
 */
public final class WorkerMetrics implements WorkerListener {
    private final MeterRegistry meters;

    /** Reports to this registry. */
    public WorkerMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public void started(Claim claim) {
        Timer.builder("brx.task.wait")
                .description("Time from being ready to the start of the handler")
                .tag("queue", claim.message().queue())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofHours(1))
                .register(meters)
                .record(Duration.ofMillis(claim.waitedMillis()));
    }

    @Override
    public void finished(Claim claim, Disposition disposition, Duration took) {
        count(claim.message(), outcome(disposition));
        Timer.builder("brx.task")
                .description("Run time of handlers")
                .tag("type", claim.message().type())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofHours(1))
                .register(meters)
                .record(took);
    }

    @Override
    public void leaseLost(TaskMessage message) {
        count(message, "lease_lost");
    }

    @Override
    public void buriedByQueue(DeadTask task) {
        count(task.message(), "buried");
    }

    private void count(TaskMessage message, String outcome) {
        meters.counter("brx.tasks", "type", message.type(), "outcome", outcome).increment();
    }

    private static String outcome(Disposition disposition) {
        if (disposition instanceof Disposition.Ack) {
            return "done";
        }
        if (disposition instanceof Disposition.RetryAfter) {
            return "retried";
        }
        return disposition instanceof Disposition.Hold ? "held" : "buried";
    }
}
