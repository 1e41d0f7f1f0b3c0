package io.brxsync.examples.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The worker processes of a play: whoever dies is replaced. Thread-safe. */
final class Crew implements AutoCloseable {
    private static final int THREADS = 4;

    private final Path directory;
    private final WorkerProcess.Rig rig;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private int started;
    private int diedByThemselves;

    Crew(Path directory, WorkerProcess.Rig rig, int size) {
        this.directory = directory;
        this.rig = rig;
        for (int i = 0; i < size; i++) {
            workers.add(next());
        }
    }

    private WorkerProcess next() {
        return WorkerProcess.start("worker-" + ++started, directory, rig, THREADS);
    }

    /** Replaces the dead. */
    synchronized void replaceTheDead() {
        for (int i = 0; i < workers.size(); i++) {
            if (!workers.get(i).isAlive()) {
                diedByThemselves += workers.get(i).diedByItself() ? 1 : 0;
                workers.set(i, next());
            }
        }
    }

    synchronized WorkerProcess worker(int number) {
        return workers.get(number % workers.size());
    }

    /** Processes started so far. */
    synchronized int started() {
        return started;
    }

    /** Processes that ended with an error of their own. */
    synchronized int diedByThemselves() {
        return diedByThemselves;
    }

    /** Lets all drain and end. */
    @Override
    public synchronized void close() {
        workers.forEach(WorkerProcess::close);
    }
}
