package io.brxsync.cardtrader.http;

import io.brxsync.cardtrader.wire.MalformedBodyException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What a reader gets of a body. Refuses to yield more than a number of bytes, because a small compressed body can unpack
 * to anything; and stays open when a parser closes it at the end, because the connection behind it is to be used again.
 */
final class CappedStream extends FilterInputStream {
    private final long most;
    private long left;

    CappedStream(InputStream in, long most) {
        super(in);
        this.most = most;
        this.left = most;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        spend(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        spend(Math.max(count, 0));
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        spend(skipped);
        return skipped;
    }

    /** Does nothing: whoever opened the response closes it. */
    @Override
    public void close() {}

    private void spend(long count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new MalformedBodyException("larger than " + most + " bytes");
        }
    }
}
