package io.brxsync.handler;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.JobReport;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a job's end means for one of its edits. Pure.
 *
 * @param state done or refused
 * @param text what there is to say, null for nothing
 * @param reread whether the mirror may differ from CardTrader now
 */
record EditResult(State state, @Nullable String text, boolean reread) {

    /**
     * Judges an edit.
     *
     * @param item what the job says of it
     * @param job how the job ended
     * @param listed what CardTrader lists, needed only where the job says nothing
     * @param together the edits of the product that went out as one, this one included; needed as rarely
     */
    static EditResult of(
            OutboundChange change,
            Optional<JobReport.Item> item,
            JobReport.State job,
            @Nullable ExportedProduct listed,
            List<OutboundChange> together) {
        return item.map(known -> switch (known.result()) {
                    case OK -> {
                        String note = EditValues.note(change.change());
                        yield new EditResult(State.DONE, note, note != null);
                    }
                    case WARNING -> new EditResult(State.DONE, "warning: " + JobWords.said(known), true);
                    case ERROR -> new EditResult(State.REFUSED, JobWords.said(known), true);
                })
                .orElseGet(() -> lookedUp(job, listed, together));
    }

    private static EditResult lookedUp(
            JobReport.State job, @Nullable ExportedProduct listed, List<OutboundChange> together) {
        if (EditValues.madeIn(listed, EditValues.together(together))) {
            return new EditResult(State.DONE, "looked up", false);
        }
        String found = listed == null ? "the product is not listed any more" : "the product has other values";
        return new EditResult(State.REFUSED, JobWords.lost(job) + ", and " + found, true);
    }
}
