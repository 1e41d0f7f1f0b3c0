package io.brxsync.cli;

import io.brxsync.port.OutboundChange.State;
import io.brxsync.port.OutboundStore;
import java.io.PrintStream;
import java.util.List;
import java.util.UUID;

/**
 * A user's changes on their way to CardTrader in numbers, and those that somebody should look at. Immutable.
 *
 * @param waiting not sent yet
 * @param underWay being sent or in a bulk job
 * @param refused refused by CardTrader or before they left, within the retention time
 * @param review sent, and nobody can tell whether they were made
 * @param newest the newest of those that were refused or are in review
 */
record OutboundHealthView(long waiting, long underWay, long refused, long review, List<OutboundView> newest) {
    private static final int SHOWN = 5;

    static OutboundHealthView of(OutboundStore changes, UUID user) {
        return new OutboundHealthView(
                changes.count(user, State.PENDING),
                changes.count(user, State.SENDING) + changes.count(user, State.SUBMITTED),
                changes.count(user, State.REFUSED),
                changes.count(user, State.REVIEW),
                changes.latest(user, List.of(State.REFUSED, State.REVIEW), SHOWN).stream()
                        .map(OutboundView::of)
                        .toList());
    }

    void print(PrintStream out, Shell shell) {
        out.println("outbound   " + waiting + " waiting, " + underWay + " under way, " + refused + " refused, " + review
                + " to review" + (review > 0 ? "; see 'brx-sync outbound --help'" : ""));
        if (!newest.isEmpty()) {
            out.println();
            OutboundView.table(newest, shell.clock()).print(out, shell.terminal());
            out.println();
        }
    }
}
