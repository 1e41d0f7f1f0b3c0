package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.rivals.QueueProcess;
import io.brxsync.examples.benchmark.rivals.QueueSystem;
import io.brxsync.examples.benchmark.rivals.Setup;
import io.brxsync.examples.benchmark.rivals.Site;
import java.io.IOException;
import java.util.OptionalDouble;

/** A queue of others: it enqueues and works in one process of its own. */
final class RivalQueue implements Contestant {
    private final Site site;
    private final QueueProcess process;

    RivalQueue(QueueSystem system, Setup setup) throws IOException {
        this.site = new Site(system, setup);
        this.process = site.start();
    }

    @Override
    public void enqueueEach(int tasks) throws IOException {
        process.enqueueEach(tasks);
    }

    @Override
    public void enqueueTogether(int tasks) throws IOException {
        process.enqueueTogether(tasks);
    }

    @Override
    public void drain(int tasks) throws IOException {
        process.drain(tasks);
    }

    @Override
    public void rest() throws IOException {
        process.rest();
    }

    @Override
    public double workerCpuSeconds() {
        return process.cpuSeconds();
    }

    @Override
    public OptionalDouble postgresCpuSeconds() {
        return site.postgresCpuSeconds();
    }

    @Override
    public void close() {
        process.close();
        site.close();
    }
}
