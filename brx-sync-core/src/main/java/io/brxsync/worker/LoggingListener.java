package io.brxsync.worker;

import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One log line per event that matters, the same keys everywhere. Thread-safe. */
public final class LoggingListener implements WorkerListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.brxsync.worker");

    @Override
    public void started(Claim claim) {
        TaskMessage message = claim.message();
        LOG.debug(
                "Task started task={} type={} user={} queue={} attempt={} crashes={}",
                message.id(),
                message.type(),
                message.user(),
                message.queue(),
                claim.attempts() + 1,
                claim.crashes());
    }

    @Override
    public void finished(Claim claim, Disposition disposition, Duration took) {
        TaskMessage message = claim.message();
        if (disposition instanceof Disposition.Ack) {
            LOG.info(
                    "Task done task={} type={} user={} ms={}",
                    message.id(),
                    message.type(),
                    message.user(),
                    took.toMillis());
        } else if (disposition instanceof Disposition.RetryAfter retry) {
            LOG.warn(
                    "{} task={} type={} user={} attempt={} in_ms={} reason={}",
                    retry.countsAsAttempt() ? "Task failed, runs again" : "Task runs again, no attempt counted",
                    message.id(),
                    message.type(),
                    message.user(),
                    claim.attempts() + 1,
                    retry.delay().toMillis(),
                    retry.reason());
        } else if (disposition instanceof Disposition.Hold hold) {
            LOG.info(
                    "Task waits, no attempt counted task={} type={} user={} in_ms={} reason={}",
                    message.id(),
                    message.type(),
                    message.user(),
                    hold.delay().toMillis(),
                    hold.reason());
        } else if (disposition instanceof Disposition.Bury bury) {
            LOG.error(
                    "Task given up, see 'brx-sync dead show' task={} type={} user={} reason={}",
                    message.id(),
                    message.type(),
                    message.user(),
                    bury.reason());
        }
    }

    @Override
    public void leaseLost(TaskMessage message) {
        LOG.warn(
                "Lease lost, another worker goes on with the task task={} type={} user={}",
                message.id(),
                message.type(),
                message.user());
    }

    @Override
    public void buriedByQueue(DeadTask task) {
        LOG.error(
                "Task given up, see 'brx-sync dead show' task={} type={} user={} reason={}",
                task.message().id(),
                task.message().type(),
                task.message().user(),
                task.reason());
    }

    @Override
    public void queueUnavailable(Exception reason, Duration retryIn) {
        LOG.warn("Queue unavailable, running tasks go on in_ms={} reason={}", retryIn.toMillis(), reason.getMessage());
    }

    @Override
    public void queueAvailable() {
        LOG.info("Queue available again");
    }

    @Override
    public void clockWrong(Duration skew) {
        LOG.error(
                "Clock differs from Redis' by more than {} ms, nothing is claimed until it is right skew_ms={}",
                ClockGuard.MAX_SKEW.toMillis(),
                skew.toMillis());
    }

    @Override
    public void clockRight() {
        LOG.info("Clock agrees with Redis again, claiming goes on");
    }

    @Override
    public void draining(int running) {
        LOG.info("Worker drains, running tasks may end running={}", running);
    }

    @Override
    public void stopped(int abandoned) {
        LOG.info("Worker stopped abandoned={}", abandoned);
    }
}
