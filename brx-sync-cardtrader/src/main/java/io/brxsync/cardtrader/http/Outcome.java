package io.brxsync.cardtrader.http;

import io.brxsync.cardtrader.wire.ApiError;

/** All that a reply can mean for what happens next. */
enum Outcome {
    /** A success. */
    ANSWERED,
    /** Never sent, by a decision of ours. */
    WITHHELD,
    /** No connection: cannot have been done. */
    NOT_SENT,
    /** Sent, perhaps, and nothing came back. */
    NO_ANSWER,
    /** Nothing, or not all, came in time. */
    TIMED_OUT,
    /** The head of a success came, the body broke off. */
    CUT_OFF,
    /** A success whose body makes no sense. */
    UNREADABLE,
    /** 429. */
    RATE_LIMITED,
    /** 5xx. */
    SERVER_ERROR,
    /** 404 "Data is not ready", 408, a redirect to nowhere of ours: the same may be fine later. */
    NOT_READY,
    /** The edge blocks this address: says nothing about the token. */
    EDGE_BLOCKED,
    /** The token is refused. */
    UNAUTHORIZED,
    /** Any other 4xx: the request is wrong and stays wrong. */
    REJECTED;

    static Outcome of(Reply<?> reply) {
        if (reply instanceof Reply.Refused<?> refused) {
            return of(refused.status(), refused.error());
        }
        if (reply instanceof Reply.Lost<?> lost) {
            return of(lost.loss());
        }
        return reply instanceof Reply.Withheld<?> ? WITHHELD : ANSWERED;
    }

    private static Outcome of(Reply.Loss loss) {
        return switch (loss) {
            case NOT_SENT -> NOT_SENT;
            case NO_ANSWER -> NO_ANSWER;
            case TIMED_OUT -> TIMED_OUT;
            case CUT_OFF -> CUT_OFF;
            case UNREADABLE -> UNREADABLE;
        };
    }

    private static Outcome of(int status, ApiError error) {
        if (status >= 500) {
            return SERVER_ERROR;
        }
        if (status == 429) {
            return RATE_LIMITED;
        }
        // CardTrader itself always answers in JSON; a page is the edge's, and says nothing about this user.
        if (status == 403 && error.code() == null || error.html() && (status < 300 || status == 401)) {
            return EDGE_BLOCKED;
        }
        if (status == 401 || "unauthorized".equals(error.code())) {
            return UNAUTHORIZED;
        }
        if (status < 400 || status == 408 || status == 404 && error.notReady()) {
            return NOT_READY;
        }
        return REJECTED;
    }

    /** What an outcome says about the host itself. */
    enum Witness {
        /** It works. */
        FOR,
        /** It fails. */
        AGAINST,
        /** Nothing. */
        SILENT
    }

    /**
     * What it says about the host rather than about one request. How long an export takes depends on its user's
     * inventory: one that is slow, or that somebody on the way gave up on, says nothing about anybody else's.
     */
    Witness witness(Endpoint.Nature nature) {
        return switch (this) {
            case NOT_SENT, NO_ANSWER, SERVER_ERROR -> Witness.AGAINST;
            case TIMED_OUT, CUT_OFF -> nature == Endpoint.Nature.STREAM ? Witness.SILENT : Witness.AGAINST;
            case WITHHELD -> Witness.SILENT;
            case ANSWERED, UNREADABLE, RATE_LIMITED, NOT_READY, EDGE_BLOCKED, UNAUTHORIZED, REJECTED -> Witness.FOR;
        };
    }
}
