package io.brxsync.examples.benchmark.latency;

import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.rivals.QueueProcess;
import io.brxsync.examples.benchmark.rivals.QueueSystem;
import io.brxsync.examples.benchmark.rivals.Setup;
import io.brxsync.examples.benchmark.rivals.Site;
import java.io.IOException;
import java.time.Duration;

/**
 * A queue system, one process of which enqueues while another one works, on urgent tasks and on bulk tasks that wait and run
 * beside them, or none.
 */
final class ProcessWire implements Pulse.Wire {
    private final Site site;
    private final QueueProcess sender;
    private final QueueProcess worker;
    private final int bulk;
    private final int micros;
    private long began;
    private int waiting;

    /**
     * Enqueues the bulk tasks and begins to work.
     *
     * @param bulk tasks that wait
     * @param micros that each takes, waiting
     */
    ProcessWire(QueueSystem system, Setup setup, int bulk, int micros) throws IOException {
        this.site = new Site(system, setup);
        this.sender = site.start();
        this.bulk = bulk;
        this.micros = micros;
        fill(0);
        this.worker = site.start();
        worker.work();
    }

    private void fill(int left) throws IOException {
        if (left < bulk) {
            sender.enqueueBulk(bulk - left, micros);
        }
    }

    /** As many bulk tasks wait again as before the warm-up. */
    @Override
    public void warm() throws IOException {
        if (bulk > 0) {
            fill(sender.held());
            waiting = sender.held();
            began = System.nanoTime();
        }
    }

    @Override
    public long carry(int number, Duration patience) throws IOException, InterruptedException {
        long sent = sender.enqueueUrgent(number, 0);
        QueueProcess.Start start = worker.nextStart(patience);
        if (start == null || start.number() != number) {
            throw new IllegalStateException("Task " + number + " was to start within " + patience + ", not " + start);
        }
        return start.nanos() - sent;
    }

    @Override
    public Figures figures() throws IOException {
        if (bulk == 0) {
            return Figures.NONE;
        }
        int left = sender.held();
        return Figures.NONE
                .with("bulk tasks per second", (waiting - left) * 1e9 / (System.nanoTime() - began))
                .with("bulk tasks that still wait", left);
    }

    @Override
    public void close() {
        worker.close();
        sender.close();
        site.close();
    }
}
