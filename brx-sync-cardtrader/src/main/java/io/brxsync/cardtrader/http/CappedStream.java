package io.brxsync.cardtrader.http;

import io.brxsync.cardtrader.wire.MalformedBodyException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses to yield more than a number of bytes: a small compressed body can unpack to anything. */
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

    private void spend(long count) throws IOException {
        left -= count;
        if (left < 0) {
            throw new MalformedBodyException("larger than " + most + " bytes");
        }
    }

    /** A reader that closes what it read must not cancel the response before its last bytes have come. */
    @Override
    public void close() {}
}
