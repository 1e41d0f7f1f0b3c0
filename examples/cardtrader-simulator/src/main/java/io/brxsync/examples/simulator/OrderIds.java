package io.brxsync.examples.simulator;

import java.util.concurrent.atomic.AtomicLong;

/** Hands out order and line ids for a whole simulator. Thread-safe. */
final class OrderIds {
    private final AtomicLong orders = new AtomicLong(39_000_000);
    private final AtomicLong lines = new AtomicLong(115_000_000);

    long nextOrder() {
        return orders.incrementAndGet();
    }

    long nextLine() {
        return lines.incrementAndGet();
    }
}
