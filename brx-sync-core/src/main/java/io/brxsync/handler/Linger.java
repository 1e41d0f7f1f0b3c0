package io.brxsync.handler;

import io.brxsync.queue.Disposition;
import io.brxsync.worker.TaskContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long the first edit of a seller waits for more of them, so that a burst is one job and not two: the first edit alone,
 * and the rest once its job has ended. The lane waits in the queue meanwhile, and no thread does; what is enqueued takes its
 * place behind the edit and is claimed together with it. Later edits do not prolong the wait, and what came through the queue
 * for what cannot wait is not kept back, as sales stand in the same lane there. Immutable.
 *
 * @param time counted from when the first edit was ready to run; zero for no wait
 * @param enough edits that need not wait for more
 */
record Linger(Duration time, int enough) {
    /** The checkpoint of an edit that has waited. */
    private static final String OVER = "gathered";

    /** The wait that is left for edits that were claimed together, if any. */
    Optional<Disposition> before(List<TaskContext> edits) {
        TaskContext first = edits.get(0);
        boolean over = edits.size() >= enough
                || first.urgent()
                || first.waited().compareTo(time) >= 0
                || edits.stream().anyMatch(edit -> edit.checkpoint().isPresent());
        return over
                ? Optional.empty()
                : Optional.of(new Disposition.Hold(time.minus(first.waited()), "more edits may follow", OVER));
    }
}
