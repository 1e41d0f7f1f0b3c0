package io.brxsync.handler;

import io.brxsync.port.JobReport;

/** What a bulk job says, in words for an operator. Pure. */
final class JobWords {

    private JobWords() {}

    /** Why a job refused an item, or did otherwise than asked. */
    static String said(JobReport.Item item) {
        return item.messages().isEmpty() ? "no reason given" : String.join("; ", item.messages());
    }

    /** How a job failed to tell of an item. */
    static String lost(JobReport.State job) {
        return switch (job) {
            case UNFINISHED -> "the job did not end in time";
            case COMPLETED -> "the job ended without a word of it";
            case UNPROCESSABLE -> "CardTrader gave the job up";
            case UNKNOWN -> "CardTrader does not know the job";
        };
    }
}
