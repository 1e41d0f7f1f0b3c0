package io.brxsync.examples.simulator;

import java.util.Map;

/** What became of one write, alone or inside a bulk job. */
sealed interface WriteOutcome {
    /** Stored; the product as it is now, with warnings by property. */
    record Stored(Product product, Map<String, String> warnings) implements WriteOutcome {}

    /** Refused; the answer to a single request, and the errors by field for a job's result. */
    record Refused(Reply reply, Map<String, String> errors) implements WriteOutcome {}
}
