package io.brxsync.cardtrader.http;

/**
 * What to do after an outcome. Pure; the only place that knows.
 *
 * <pre>
 *                 READ     STREAM   CHANGE
 * ANSWERED        TAKE     TAKE     TAKE
 * WITHHELD        LATER    LATER    LATER     nothing was sent
 * NOT_SENT        REPEAT   REPEAT   REPEAT    nothing can have been done
 * NO_ANSWER       REPEAT   REPEAT   UNKNOWN   a change may have been made
 * TIMED_OUT       LATER    LATER    UNKNOWN   waiting as long again helps nobody on this thread
 * CUT_OFF         REPEAT   LATER    UNKNOWN   a stream's first rows are used already
 * UNREADABLE      REPEAT   LATER    UNKNOWN
 * RATE_LIMITED    LATER    LATER    LATER     not done, and the user pauses
 * SERVER_ERROR    REPEAT   REPEAT   UNKNOWN
 * NOT_READY       LATER    LATER    LATER     not done
 * EDGE_BLOCKED    LATER    LATER    LATER     never reached CardTrader
 * UNAUTHORIZED    NEVER    NEVER    NEVER
 * REJECTED        NEVER    NEVER    NEVER
 * </pre>
 */
final class RetryTable {

    /** What to do. */
    enum Decision {
        /** It is done. */
        TAKE,
        /** Try again a few times at once, then as {@link #LATER}. */
        REPEAT,
        /** The same request may be sent again, but not now. */
        LATER,
        /** It may have been done: look first, never send it again blindly. */
        UNKNOWN,
        /** It would fail in the same way. */
        NEVER
    }

    private RetryTable() {}

    static Decision decide(Endpoint.Nature nature, Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> Decision.TAKE;
            case NOT_SENT -> Decision.REPEAT;
            case WITHHELD, RATE_LIMITED, NOT_READY, EDGE_BLOCKED -> Decision.LATER;
            case NO_ANSWER, SERVER_ERROR -> unlessChange(nature, Decision.REPEAT);
            case TIMED_OUT -> unlessChange(nature, Decision.LATER);
            case CUT_OFF, UNREADABLE ->
                unlessChange(nature, nature == Endpoint.Nature.READ ? Decision.REPEAT : Decision.LATER);
            case UNAUTHORIZED, REJECTED -> Decision.NEVER;
        };
    }

    private static Decision unlessChange(Endpoint.Nature nature, Decision otherwise) {
        return nature == Endpoint.Nature.CHANGE ? Decision.UNKNOWN : otherwise;
    }
}
