package io.brxsync.cli;

import io.brxsync.BrxException;

/**
 * What {@code doctor} found out about one thing. Immutable.
 *
 * @param name what was looked at
 * @param outcome how it is
 * @param detail facts, and what to do
 */
record Finding(String name, Outcome outcome, String detail) {
    /** How it is. */
    enum Outcome {
        /** Well. */
        OK,
        /** It works, but something should be done. */
        WARN,
        /** It does not work. */
        FAIL,
        /** Nobody answers there. */
        UNREACHABLE
    }

    static Finding ok(String name, String detail) {
        return new Finding(name, Outcome.OK, detail);
    }

    static Finding warn(String name, String detail) {
        return new Finding(name, Outcome.WARN, detail);
    }

    static Finding fail(String name, String detail) {
        return new Finding(name, Outcome.FAIL, detail);
    }

    static Finding of(String name, BrxException e) {
        Outcome outcome = ExitCode.of(e.kind()) == ExitCode.UNREACHABLE ? Outcome.UNREACHABLE : Outcome.FAIL;
        return new Finding(name, outcome, String.valueOf(e.getMessage()));
    }
}
