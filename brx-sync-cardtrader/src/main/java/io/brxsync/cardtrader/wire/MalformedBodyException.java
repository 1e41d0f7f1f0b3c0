package io.brxsync.cardtrader.wire;

import java.io.IOException;

/** A body that ended early or is not what the endpoint answers. The message tells where, never what stood there. */
public final class MalformedBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With a reason that quotes nothing of the body. */
    public MalformedBodyException(String reason) {
        super(reason);
    }
}
