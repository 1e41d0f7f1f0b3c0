package io.brxsync.cardtrader.http;

import io.brxsync.limit.EndpointClass;
import java.time.Duration;

/**
 * One of CardTrader's endpoints and how it is treated. There is a fixed number of them, made once; labels are safe as
 * metric labels. Immutable.
 *
 * @param method the HTTP method
 * @param label the path with its ids replaced
 * @param nature what repeating a request would mean
 * @param allowance which of the user's allowances it spends
 * @param timeout how long to wait for the network, from sending to the end of the body
 * @param maxBytes largest body that is read, after decompression
 */
public record Endpoint(
        String method, String label, Nature nature, EndpointClass allowance, Duration timeout, long maxBytes) {

    /** What repeating a request would mean. */
    public enum Nature {
        /** A question whose answer is used as a whole: asking twice harms nobody. */
        READ,
        /** A question whose answer is used while it arrives: not to be asked again once some of it was used. */
        STREAM,
        /** A change: to be sent again only when it cannot have been made. */
        CHANGE
    }

    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final long SMALL = 64L << 20;

    /** A small question. */
    public static Endpoint read(String label) {
        return new Endpoint("GET", label, Nature.READ, EndpointClass.GENERAL, SHORT, SMALL);
    }

    /** An export that is used while it arrives. */
    public static Endpoint stream(String label, Duration timeout, long maxBytes) {
        return new Endpoint("GET", label, Nature.STREAM, EndpointClass.GENERAL, timeout, maxBytes);
    }

    /** A change of something. */
    public static Endpoint change(String method, String label) {
        return new Endpoint(method, label, Nature.CHANGE, EndpointClass.GENERAL, SHORT, SMALL);
    }

    /** The same with another timeout. */
    public Endpoint within(Duration other) {
        return new Endpoint(method, label, nature, allowance, other, maxBytes);
    }

    /** The same with an allowance of its own besides the general one. */
    public Endpoint spending(EndpointClass other) {
        return new Endpoint(method, label, nature, other, timeout, maxBytes);
    }

    @Override
    public String toString() {
        return method + " " + label;
    }
}
