package io.brxsync.examples.benchmark.bulk;

import java.util.List;
import java.util.UUID;

/** A way to bring whole inventories into the mirror, or a part of it. */
interface Way extends AutoCloseable {

    /**
     * Does it once for all of these. What a service keeps open from one seller to the next stays open: connections, and the
     * worker if there is one.
     *
     * @return how many nanoseconds it took
     */
    long load(List<UUID> users) throws Exception;

    @Override
    default void close() {}
}
