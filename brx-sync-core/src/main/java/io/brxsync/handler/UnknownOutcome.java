package io.brxsync.handler;

import io.brxsync.port.OutboundStore.Belief;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/**
 * Whether a change of a quantity was made whose answer never came. Pure.
 *
 * <p>Sales at CardTrader move what is believed before and after alike, so reading the quantity tells the two apart, as
 * long as the ledger knows of every sale that the read does: see {@link StableRead}.
 */
final class UnknownOutcome {
    /** Longer than any job is followed; what still disturbs then may never end. */
    private static final Duration DISTURBED_FOR_EVER = Duration.ofMinutes(15);

    /** Between looks that decided nothing, in tenths of the time for which CardTrader may still be at work. */
    private static final int[] WAITS = {1, 2, 5, 10, 10};

    /** What the comparison says. */
    enum Verdict {
        /** It was made. */
        MADE,
        /** It was not: it may be sent again. */
        NOT_MADE,
        /** CardTrader may still be at work on it, or on another change of the product. */
        TOO_SOON,
        /** Neither fits. */
        UNDECIDED
    }

    private UnknownOutcome() {}

    /**
     * Compares.
     *
     * @param belief what CardTrader should hold without the change and with it
     * @param read what it holds, 0 for a product that is not listed
     * @param quiet how long CardTrader may still be at work on a request
     */
    static Verdict decide(Belief belief, int read, Duration quiet) {
        if (belief.disturbed()) {
            return belief.sinceSent().compareTo(DISTURBED_FOR_EVER) < 0 ? Verdict.TOO_SOON : Verdict.UNDECIDED;
        }
        if (belief.unclear()) {
            return Verdict.UNDECIDED;
        }
        if (read == belief.after()) {
            return Verdict.MADE;
        }
        if (read != belief.before()) {
            return Verdict.UNDECIDED;
        }
        return belief.sinceSent().compareTo(quiet) < 0 ? Verdict.TOO_SOON : Verdict.NOT_MADE;
    }

    /** How long to wait when it is too soon to tell: until it is quiet, and then the longer the longer it has lasted. */
    static Duration waitUntilTold(Belief belief, Duration quiet) {
        Duration left = quiet.minus(belief.sinceSent());
        Duration quarter = belief.sinceSent().dividedBy(4);
        Duration later = quarter.compareTo(quiet) < 0 ? quarter : quiet;
        return Collections.max(List.of(left, later, waitAfter(0, quiet)));
    }

    /** Whether to look again after so many looks that decided nothing. */
    static boolean worthAnotherLook(int looks) {
        return looks < WAITS.length;
    }

    /** How long to wait before the next look. */
    static Duration waitAfter(int looks, Duration quiet) {
        return quiet.dividedBy(10).multipliedBy(WAITS[Math.min(looks, WAITS.length - 1)]);
    }
}
