package io.brxsync.worker;

import io.brxsync.queue.Claim;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.Disposition;
import io.brxsync.task.TaskMessage;
import java.time.Duration;

/** Hears of everything a worker does. Calls come from the worker's threads and must return at once; none may throw. */
public interface WorkerListener {
    /** A task's handler is about to run. */
    default void started(Claim claim) {}

    /**
     * A task's handler has ended and its disposition is decided.
     *
     * @param took how long the handler ran
     */
    default void finished(Claim claim, Disposition disposition, Duration took) {}

    /** Somebody else holds the task by now; whatever its handler did here changes nothing. */
    default void leaseLost(TaskMessage message) {}

    /** The queue gave a task up by itself: its workers kept dying, or it was cancelled and came back before it heard. */
    default void buriedByQueue(DeadTask task) {}

    /** The queue could not be reached; the worker tries again after this time. */
    default void queueUnavailable(Exception reason, Duration retryIn) {}

    /** The queue can be reached again. */
    default void queueAvailable() {}

    /** This machine's clock is this much behind Redis' (negative: ahead); nothing is claimed until it is right. */
    default void clockWrong(Duration skew) {}

    /** The clock is right again. */
    default void clockRight() {}

    /** The worker takes no more tasks; so many still run. */
    default void draining(int running) {}

    /** The worker has ended; so many tasks did not end in time and come back when their lease ends. */
    default void stopped(int abandoned) {}
}
