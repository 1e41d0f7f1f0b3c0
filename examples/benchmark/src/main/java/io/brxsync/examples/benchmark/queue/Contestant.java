package io.brxsync.examples.benchmark.queue;

import io.brxsync.examples.benchmark.Machine;
import java.util.OptionalDouble;

/** A queue that is asked to carry tasks which do nothing. Each belongs to one trial. */
interface Contestant extends AutoCloseable {
    /** Enqueues tasks one by one, from one thread; each is there before the next one goes out. */
    void enqueueEach(int tasks) throws Exception;

    /** Enqueues tasks as many at once as its interface is made for. */
    void enqueueTogether(int tasks) throws Exception;

    /** Works on everything that waits and returns once all of it, so many tasks, was handled and settled. */
    void drain(int tasks) throws Exception;

    /** Sends home whoever worked, so that what is enqueued next waits. */
    default void rest() throws Exception {}

    /** CPU that its worker has used so far, in seconds; unless told otherwise, that of this process. */
    default double workerCpuSeconds() {
        return Machine.cpuOfThisProcess() / 1e9;
    }

    /** CPU that its PostgreSQL has used so far, in seconds; empty where the tasks are in Redis. */
    default OptionalDouble postgresCpuSeconds() {
        return OptionalDouble.empty();
    }

    /** Ends everything it started. */
    @Override
    void close() throws Exception;

    /** Makes contestants. */
    @FunctionalInterface
    interface Factory {
        /** One whose tasks are in this Redis, unless it keeps them elsewhere. */
        Contestant at(String redisUrl) throws Exception;
    }
}
