package io.brxsync.examples.simulator;

import java.time.Duration;
import java.util.List;

/**
 * One thing that goes wrong with an answer. Faults are values; {@link Faults} says for which requests they hold.
 * Several faults may meet on one request: delays add up, the first that replaces the answer wins, and those that
 * change rows or cut the body are applied in the order in which they were registered.
 */
public sealed interface Fault {

    /** Waits before the request is applied, or between applying and answering. */
    record Latency(Duration delay, boolean afterApplied) implements Fault {}

    /** Sends the body at this many bytes a second. */
    record SlowBody(long bytesPerSecond) implements Fault {}

    /** Resets the connection (RST) instead of answering. */
    record Reset(boolean afterApplied) implements Fault {}

    /** Answers something else. */
    record Answer(AnswerKind kind, int status, String body, boolean afterApplied) implements Fault {}

    /** Stops after so many bytes of the body. */
    record Cut(long afterBytes, CutKind kind) implements Fault {}

    /** Ends an array after so many rows. */
    record EndAfterRows(int rows, boolean closingBracket) implements Fault {}

    /** Breaks rows of an array, evenly spread, the kinds in turn. */
    record BreakRows(int rows, List<BrokenRow> kinds) implements Fault {}

    /** Sends the first rows of an array again at its end, with a quantity one higher. */
    record RepeatRows(int rows) implements Fault {}

    /** Changes every row without breaking it. */
    record ChangeRows(RowChange change) implements Fault {}

    /** Sends a bare array as {@code {"array":[…]}} and the other way round. */
    record OtherEnvelope() implements Fault {}

    /** Holds the request until its gate is released. */
    record Held(Gate gate) implements Fault {}

    /** What {@link Answer} answers. */
    enum AnswerKind {
        /** An HTML page with the given status. */
        HTML,
        /** The 429 body, without {@code Retry-After}. */
        TOO_MANY,
        /** The 429 body with {@code Retry-After} in seconds, taken from the text. */
        TOO_MANY_WITH_SECONDS,
        /** The 429 body with {@code Retry-After} as a date, the text's seconds from now. */
        TOO_MANY_WITH_DATE,
        /** 401 with the usual envelope. */
        UNAUTHORIZED,
        /** 403 with the edge's HTML challenge. */
        EDGE_BLOCK,
        /** The given JSON text with the given status. */
        JSON
    }

    /** How {@link Cut} stops. */
    enum CutKind {
        /** Chunked; the connection closes inside a chunk stream. */
        CHUNKED,
        /** With the full {@code Content-Length} announced. */
        CONTENT_LENGTH,
        /** Chunked; the connection is reset. */
        RESET
    }

    /** What {@link ChangeRows} does. */
    enum RowChange {
        /** Adds fields nobody knows. */
        UNKNOWN_FIELDS,
        /** Gives enumerations values nobody knows: a condition, a language, an order state. */
        UNKNOWN_VALUES,
        /** Writes listings as write endpoints do: {@code properties}, {@code price{cents}}, {@code graded} 0 or 1. */
        RESOURCE_FORM,
        /** Writes {@code price_cents} as an object, as the reference's table says. */
        PRICE_OBJECT
    }

    /** Added latency before the request is applied; a read still shows the moment of its arrival. */
    static Fault latency(Duration delay) {
        return new Latency(delay, false);
    }

    /** Added latency after the request is applied. */
    static Fault latencyAfterApplied(Duration delay) {
        return new Latency(delay, true);
    }

    /** A slow body. It keeps a server thread busy for as long. */
    static Fault slowBody(long bytesPerSecond) {
        return new SlowBody(bytesPerSecond);
    }

    /** A connection reset before the request is applied. */
    static Fault reset() {
        return new Reset(false);
    }

    /** A connection reset after the request is applied: the outcome is unknown to the client. */
    static Fault resetAfterApplied() {
        return new Reset(true);
    }

    /** A reset in the middle of the body. */
    static Fault resetMidBody(long afterBytes) {
        return new Cut(afterBytes, CutKind.RESET);
    }

    /** 500, 502, 503 with an HTML body; the request is not applied. */
    static Fault html(int status) {
        return new Answer(AnswerKind.HTML, status, "", false);
    }

    /** An HTML error although the request was applied. */
    static Fault htmlAfterApplied(int status) {
        return new Answer(AnswerKind.HTML, status, "", true);
    }

    /** 429 without {@code Retry-After}, although no limit was reached. */
    static Fault tooManyRequests() {
        return new Answer(AnswerKind.TOO_MANY, 429, "", false);
    }

    /** 429 with {@code Retry-After} in seconds. */
    static Fault tooManyRequests(int retryAfterSeconds) {
        return new Answer(AnswerKind.TOO_MANY_WITH_SECONDS, 429, Integer.toString(retryAfterSeconds), false);
    }

    /** 429 with {@code Retry-After} as an HTTP date so many seconds ahead. */
    static Fault tooManyRequestsUntil(int secondsFromNow) {
        return new Answer(AnswerKind.TOO_MANY_WITH_DATE, 429, Integer.toString(secondsFromNow), false);
    }

    /** 401, as if the token had been replaced. */
    static Fault unauthorized() {
        return new Answer(AnswerKind.UNAUTHORIZED, 401, "", false);
    }

    /** 403 from the edge: HTML, "Just a moment…", no error code. */
    static Fault edgeBlock() {
        return new Answer(AnswerKind.EDGE_BLOCK, 403, "", false);
    }

    /** Any JSON answer; the request is not applied. */
    static Fault json(int status, String body) {
        return new Answer(AnswerKind.JSON, status, body, false);
    }

    /** A chunked body that stops after so many bytes. */
    static Fault truncated(long afterBytes) {
        return new Cut(afterBytes, CutKind.CHUNKED);
    }

    /** A body with its full {@code Content-Length} announced that stops after so many bytes. */
    static Fault truncatedWithContentLength(long afterBytes) {
        return new Cut(afterBytes, CutKind.CONTENT_LENGTH);
    }

    /** An array that ends after complete rows without its bracket, while HTTP looks perfectly well. */
    static Fault endsAfterRows(int rows) {
        return new EndAfterRows(rows, false);
    }

    /** An array that is valid JSON but has only its first rows. */
    static Fault onlyRows(int rows) {
        return new EndAfterRows(rows, true);
    }

    /** {@code []} although there is something. */
    static Fault emptyExport() {
        return new EndAfterRows(0, true);
    }

    /** So many broken rows, evenly spread; of every kind in turn when none is given. */
    static Fault brokenRows(int rows, BrokenRow... kinds) {
        return new BreakRows(rows, kinds.length == 0 ? List.of(BrokenRow.values()) : List.of(kinds));
    }

    /** The first rows come again at the end, with a quantity one higher. */
    static Fault duplicateIds(int rows) {
        return new RepeatRows(rows);
    }

    /** Fields that nobody knows. */
    static Fault unknownFields() {
        return new ChangeRows(RowChange.UNKNOWN_FIELDS);
    }

    /** Enumeration values that nobody knows. */
    static Fault unknownValues() {
        return new ChangeRows(RowChange.UNKNOWN_VALUES);
    }

    /** Listings in the form of the write endpoints. */
    static Fault resourceForm() {
        return new ChangeRows(RowChange.RESOURCE_FORM);
    }

    /** {@code price_cents} as an object. */
    static Fault priceObject() {
        return new ChangeRows(RowChange.PRICE_OBJECT);
    }

    /** {@code {"array":[…]}} where a bare array is usual, and the other way round. */
    static Fault otherEnvelope() {
        return new OtherEnvelope();
    }

    /** Holds the request at a gate. */
    static Fault held(Gate gate) {
        return new Held(gate);
    }
}
