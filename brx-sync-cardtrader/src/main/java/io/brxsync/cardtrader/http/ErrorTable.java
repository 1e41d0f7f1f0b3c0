package io.brxsync.cardtrader.http;

import io.brxsync.BrxException;
import io.brxsync.cardtrader.wire.ApiError;
import io.brxsync.cardtrader.wire.MalformedBodyException;
import java.time.Duration;
import java.util.Objects;

/** Makes the exception of a reply that is no success. The only place that knows which outcome is which kind. */
final class ErrorTable {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Duration window;

    /**
     * A table.
     *
     * @param window how long a user pauses after a 429 that does not say
     */
    ErrorTable(Duration window) {
        this.window = window;
    }

    BrxException exception(Call<?> call, Reply<?> reply) {
        if (reply instanceof Reply.Withheld<?> withheld) {
            return withheld(call, withheld);
        }
        if (reply instanceof Reply.Lost<?> lost) {
            return lost(call, lost);
        }
        if (reply instanceof Reply.Refused<?> refused) {
            return refused(call, refused);
        }
        return BrxException.of(BrxException.Kind.BUG, call + ": a success is no error");
    }

    private static BrxException withheld(Call<?> call, Reply.Withheld<?> reply) {
        Duration wait = reply.retryAfter();
        String again = ", again in " + wait.toMillis() + " ms";
        return switch (reply.reason()) {
            case ALLOWANCE -> BrxException.rateLimited(call + ": the user's allowance is spent" + again, wait);
            case SLOTS ->
                BrxException.unavailable(
                        call + ": too many requests of this process are under way (CARDTRADER_MAX_CONCURRENCY)" + again,
                        wait,
                        null);
            case CIRCUIT ->
                BrxException.unavailable(
                        call + ": not sent, CardTrader kept failing (circuit open)" + again, wait, null);
            case EDGE ->
                BrxException.unavailable(
                        call + ": CardTrader's edge blocks this address; the token is not to blame" + again,
                        wait,
                        null);
        };
    }

    private static BrxException lost(Call<?> call, Reply.Lost<?> reply) {
        String what = call + ": "
                + switch (reply.loss()) {
                    case NOT_SENT -> "no connection to CardTrader";
                    case NO_ANSWER -> "the connection broke before an answer";
                    case TIMED_OUT ->
                        "no whole answer within " + call.endpoint().timeout().toSeconds() + " s";
                    case CUT_OFF -> "the answer was truncated";
                    case UNREADABLE -> "the answer cannot be read: " + describe(reply);
                }
                + doubt(call, reply);
        return reply.loss() == Reply.Loss.NOT_SENT
                ? BrxException.unavailable(what, SOON, reply.cause())
                : BrxException.of(again(call, reply), what, reply.cause());
    }

    /** Our own descriptions quote nothing of a body; others might. */
    private static String describe(Reply.Lost<?> reply) {
        return reply.cause() instanceof MalformedBodyException
                ? Objects.requireNonNullElse(reply.cause().getMessage(), "malformed")
                : "its compression is damaged or truncated";
    }

    private BrxException refused(Call<?> call, Reply.Refused<?> reply) {
        String message = call + ": CardTrader answered " + reply.status() + said(reply.error()) + doubt(call, reply);
        return switch (Outcome.of(reply)) {
            case RATE_LIMITED ->
                BrxException.rateLimited(message, Objects.requireNonNullElse(reply.retryAfter(), window));
            case UNAUTHORIZED -> BrxException.of(BrxException.Kind.UNAUTHORIZED, message);
            case REJECTED -> BrxException.of(BrxException.Kind.REJECTED, message);
            case EDGE_BLOCKED -> BrxException.unavailable(message, reply.retryAfter(), null);
            case SERVER_ERROR, NOT_READY -> BrxException.of(again(call, reply), message);
            case ANSWERED, WITHHELD, NOT_SENT, NO_ANSWER, TIMED_OUT, CUT_OFF, UNREADABLE ->
                BrxException.of(BrxException.Kind.BUG, message);
        };
    }

    private static String said(ApiError error) {
        String summary = error.summary();
        String request = error.requestId() == null ? "" : " (request " + error.requestId() + ")";
        return (summary.isEmpty() ? "" : ", " + summary) + request;
    }

    private static String doubt(Call<?> call, Reply<?> reply) {
        return unknown(call, reply) ? "; outcome unknown, look before sending it again" : "";
    }

    private static BrxException.Kind again(Call<?> call, Reply<?> reply) {
        return unknown(call, reply) ? BrxException.Kind.OUTCOME_UNKNOWN : BrxException.Kind.RETRYABLE;
    }

    private static boolean unknown(Call<?> call, Reply<?> reply) {
        return RetryTable.decide(call.endpoint().nature(), Outcome.of(reply)) == RetryTable.Decision.UNKNOWN;
    }
}
