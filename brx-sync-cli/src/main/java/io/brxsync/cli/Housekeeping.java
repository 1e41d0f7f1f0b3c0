package io.brxsync.cli;

import io.brxsync.BrxSync;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every worker does from time to time; harmless when several do it at once. */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final BrxSync brx;
    private final Duration retention;
    private final Clock clock;

    Housekeeping(BrxSync brx, Duration retention, Clock clock) {
        this.brx = brx;
        this.retention = retention;
        this.clock = clock;
    }

    /** Enqueues what Redis has lost. */
    void recover() {
        try {
            long recovered = brx.recover();
            if (recovered > 0) {
                LOG.info("Tasks recovered from the database tasks={}", recovered);
            }
        } catch (RuntimeException e) { // a timer would never call again
            LOG.warn("Recovery failed, it is tried again in a minute reason={}", e.getMessage());
        }
    }

    /** Deletes operations that ended long ago. */
    void purge() {
        try {
            long purged =
                    brx.store().operations().purgeEndedBefore(clock.instant().minus(retention));
            if (purged > 0) {
                LOG.info("Old operations deleted operations={} older_than_days={}", purged, retention.toDays());
            }
        } catch (RuntimeException e) { // a timer would never call again
            LOG.warn("Purge failed, it is tried again in an hour reason={}", e.getMessage());
        }
    }
}
