package io.brxsync.examples.benchmark.bulk;

import java.util.List;
import java.util.UUID;

/** A way to bring whole inventories into the mirror, or a part of it. */
interface Way extends AutoCloseable {

    /**
     * Does it once for all of these; what it opened for that is closed when it returns.
     *
     * @return how many nanoseconds it took, opening and closing left out
     */
    long load(List<UUID> users) throws Exception;

    @Override
    default void close() {}
}
