package io.brxsync.redis;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Runs everything on the thread that hands it over. A Redis client of ours needs no threads besides its event loop: all it
 * would do there is to pass on messages that somebody published, and who listens to them never waits. A message need not
 * wake a second thread then. It has no end, as there is nothing to end. Thread-safe.
 */
final class InPlaceExecutor extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void shutdown() {
        // Whatever was handed over has run.
    }

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
