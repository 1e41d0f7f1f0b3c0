package io.brxsync.worker;

import io.brxsync.queue.DeadTask;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Burials by the queue that the record does not know of yet; a database that is away must hold nothing up. Thread-safe.
 */
final class Burials {
    private static final Logger LOG = LoggerFactory.getLogger(Burials.class);

    private final OperationRecorder recorder;
    private final Executor threads;
    private final Duration retry;
    private final Queue<DeadTask> unrecorded = new ConcurrentLinkedQueue<>();

    /**
     * None yet.
     *
     * @param threads where they are recorded
     * @param retry how soon {@link #record} is called again, at the latest
     */
    Burials(OperationRecorder recorder, Executor threads, Duration retry) {
        this.recorder = recorder;
        this.threads = threads;
        this.retry = retry;
    }

    void add(DeadTask task) {
        unrecorded.add(task);
    }

    /** Tries to record all of them; returns at once. */
    void record() {
        for (int i = unrecorded.size(); i > 0; i--) {
            DeadTask task = unrecorded.remove();
            threads.execute(() -> record(task));
        }
    }

    private void record(DeadTask task) {
        try {
            recorder.buried(task);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Burial not recorded, next try within {} ms task={} reason={}",
                    retry.toMillis(),
                    task.message().id(),
                    Failures.reason(e));
            unrecorded.add(task);
        }
    }
}
