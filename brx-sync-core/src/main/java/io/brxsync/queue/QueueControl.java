package io.brxsync.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What operators see and switch. Thread-safe; errors as in {@link TaskQueue}. */
public interface QueueControl {

    /** One row per queue that ever held a task, sorted by name. */
    List<QueueStats> stats();

    /** What the queue knows of a task. */
    default Optional<TaskView> find(String taskId) {
        return findAll(List.of(taskId)).stream().findFirst();
    }

    /** What the queue knows of these tasks; nothing for those that it does not know. */
    List<TaskView> findAll(Collection<String> taskIds);

    /** Those of the ids that the queue knows in any state, dead included. */
    default Set<String> known(Collection<String> taskIds) {
        return findAll(taskIds).stream().map(view -> view.message().id()).collect(Collectors.toSet());
    }

    /** No task of this queue is claimed any more until {@link #resume}; running ones go on. */
    void pause(String queue);

    /** Ends {@link #pause}. */
    void resume(String queue);

    /** No task of this user is claimed any more, in any queue, until {@link #release}; running ones go on. */
    void hold(UUID user);

    /** Ends {@link #hold}, and every wait of the user's lanes. */
    void release(UUID user);

    /**
     * Cancels a task: a waiting one is dropped, a running one is told at its next renewal. Should a running one be given
     * back before that, or its worker die, it goes to the dead letters instead of its lane.
     *
     * @return the state it was in
     */
    TaskState cancel(String taskId);

    /**
     * Dead letters, newest first.
     *
     * @param queue only of this queue, null for all
     */
    List<DeadTask> dead(@Nullable String queue, int offset, int limit);

    /**
     * Puts dead letters back to their lanes with attempts and crashes at zero.
     *
     * @return how many of the ids were dead
     */
    int retryDead(Collection<String> taskIds);

    /**
     * Puts dead letters into their users' lanes of another queue, with attempts and crashes at zero. Should Redis lose its
     * data after that, recovery brings them back to the queue that they were enqueued for.
     *
     * @return how many of the ids were dead
     */
    int moveDead(Collection<String> taskIds, String queue);

    /**
     * Forgets dead letters.
     *
     * @return how many of the ids were dead
     */
    int purgeDead(Collection<String> taskIds);

    /**
     * Limits how many tasks run at the same time in the whole namespace.
     *
     * @param scope a queue or a type
     * @param name its name
     * @param limit at least 1, or null for no limit
     */
    void limitConcurrency(Scope scope, String name, @Nullable Integer limit);

    /**
     * Bounds how many tasks may wait; more are {@link Enqueued.Outcome#REFUSED}.
     *
     * @param perLane for one user in one queue, those that wait for their time not counted; null for no bound
     * @param perQueue for one queue, all that wait; null for no bound
     */
    void bound(@Nullable Integer perLane, @Nullable Integer perQueue);

    /** The limits and bounds in force. */
    QueueLimits limits();

    /**
     * Lets one of many processes do what has to be done once in a while.
     *
     * @param name what is to be done
     * @param time how long nobody else gets it
     * @return whether it is the caller's to do; false while an earlier caller's time has not passed
     */
    boolean tryLock(String name, Duration time);

    /** Who works in this namespace. */
    WorkerDirectory workers();

    /** How far the server's clock is ahead of this process' (negative: behind), to a few milliseconds. */
    Duration clockSkew();

    /** What a concurrency limit is about. */
    enum Scope {
        /** All tasks of one queue. */
        QUEUE,
        /** All tasks of one type. */
        TYPE
    }
}
