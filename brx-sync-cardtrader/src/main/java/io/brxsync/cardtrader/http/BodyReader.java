package io.brxsync.cardtrader.http;

import java.io.IOException;

/** Makes a value of a response's body. */
@FunctionalInterface
public interface BodyReader<T> {
    /**
     * Reads the body to its end.
     *
     * @throws IOException if the body is not what it should be, or what its stream throws
     */
    T read(Body body) throws IOException;
}
