package io.brxsync.examples.benchmark.limits;

import java.time.Duration;

/** Sends a seller's request if the allowance permits. Thread-safe. */
interface Sender extends AutoCloseable {
    /** How long until the seller may send; zero when the request went and was answered. */
    Duration send(int seller);

    @Override
    void close() throws Exception;
}
