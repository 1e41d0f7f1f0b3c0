package io.brxsync.examples.springboot;

import io.brxsync.worker.Worker;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the worker before the web server opens, and drains it after the web server has stopped taking requests and before
 * pool and Redis client are closed.
 */
final class WorkerLifecycle implements SmartLifecycle {
    private final Worker worker;
    private volatile boolean running;

    WorkerLifecycle(Worker worker) {
        this.worker = worker;
    }

    @Override
    public void start() {
        worker.start();
        running = true;
    }

    /** Returns when what ran has ended or went back to its queue. */
    @Override
    public void stop() {
        worker.close();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return 0;
    }
}
