package io.brxsync.cardtrader.http;

import java.io.InputStream;

/** The body of a successful response. Belongs to the reader it was given to. */
public final class Body {
    private final InputStream content;
    private final BodyStream wire;

    Body(InputStream content, BodyStream wire) {
        this.content = content;
        this.wire = wire;
    }

    /** The decompressed bytes; does not have to be closed. */
    public InputStream content() {
        return content;
    }

    /** How many bytes came over the network so far, before decompression. */
    public long received() {
        return wire.received();
    }
}
