package io.brxsync.cli;

import java.util.function.IntConsumer;

/** Requests to end, such as Ctrl-C and SIGTERM. */
public interface Signals {
    /** The number of SIGHUP. */
    int HUP = 1;

    /** The number of SIGINT, which Ctrl-C sends. */
    int INT = 2;

    /** The number of SIGTERM, which supervisors send. */
    int TERM = 15;

    /**
     * From now on the first request calls this back, on a thread of its own and with the signal's number, instead of
     * ending the process; the second one ends the process at once with 128 and its number.
     */
    void onRequest(IntConsumer callback);
}
