package io.brxsync.cli;

import io.brxsync.BrxException;

/** The exit codes, and the one place that decides which failure gets which. */
final class ExitCode {
    /** Everything was done. */
    static final int DONE = 0;

    /** The work failed. */
    static final int FAILED = 1;

    /** An option, a variable or a key is wrong or missing; the message names it. */
    static final int USAGE = 2;

    /** A server cannot be reached; the message names it and its address. */
    static final int UNREACHABLE = 3;

    /** Somebody pressed Ctrl-C. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(BrxException.Kind kind) {
        return switch (kind) {
            case CONFIGURATION -> USAGE;
            case UNAVAILABLE -> UNREACHABLE;
            case RETRYABLE, OUTCOME_UNKNOWN, RATE_LIMITED, UNAUTHORIZED, SUSPENDED, REJECTED, LEASE_LOST, BUG -> FAILED;
        };
    }
}
