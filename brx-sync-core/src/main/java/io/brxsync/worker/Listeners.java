package io.brxsync.worker;

import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners; one that throws hurts nobody. */
final class Listeners implements WorkerListener {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<WorkerListener> listeners;

    Listeners(List<WorkerListener> listeners) {
        this.listeners = listeners;
    }

    private void each(Consumer<WorkerListener> call) {
        for (WorkerListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn(
                        "A worker listener failed, the worker goes on listener={}",
                        listener.getClass().getName(),
                        e);
            }
        }
    }

    @Override
    public void started(Claim claim) {
        each(listener -> listener.started(claim));
    }

    @Override
    public void finished(Claim claim, Disposition disposition, Duration took) {
        each(listener -> listener.finished(claim, disposition, took));
    }

    @Override
    public void leaseLost(TaskMessage message) {
        each(listener -> listener.leaseLost(message));
    }

    @Override
    public void buriedByQueue(DeadTask task) {
        each(listener -> listener.buriedByQueue(task));
    }

    @Override
    public void queueUnavailable(Exception reason, Duration retryIn) {
        each(listener -> listener.queueUnavailable(reason, retryIn));
    }

    @Override
    public void queueAvailable() {
        each(WorkerListener::queueAvailable);
    }

    @Override
    public void clockWrong(Duration skew) {
        each(listener -> listener.clockWrong(skew));
    }

    @Override
    public void clockRight() {
        each(WorkerListener::clockRight);
    }

    @Override
    public void draining(int running) {
        each(listener -> listener.draining(running));
    }

    @Override
    public void stopped(int abandoned) {
        each(listener -> listener.stopped(abandoned));
    }
}
