package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.port.SyncStore;

/**
 * What has to be there when a worker starts: the databases, migrated, and Redis. A missing one is refused with its name
 * and address, so that a supervisor sees it at once. CardTrader is not asked: it may be away, and work waits for it.
 */
final class Preflight {
    private Preflight() {}

    /**
     * Asks every server once.
     *
     * @throws BrxException of the first one that is not usable
     */
    static void check(BrxSync brx) {
        brx.store().probes().forEach(SyncStore.Probe::check);
        brx.queues().stats();
    }
}
