package io.brxsync.examples.simulator;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/** Streams through which a body goes when something has to happen to its bytes. */
final class BodyStreams {
    private BodyStreams() {}

    /** Thrown where a body is to end early. */
    static final class CutOff extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CutOff() {
            super("cut off on purpose", null, false, false);
        }
    }

    /** Counts bytes and throws them away. */
    static final class Counting extends OutputStream {
        private long count;

        @Override
        public void write(int value) {
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            count += length;
        }

        long count() {
            return count;
        }
    }

    /** Lets so many bytes through, flushes and then does something once: cut off, or wait. */
    static final class After extends FilterOutputStream {
        private final Runnable action;
        private long left;
        private boolean done;

        After(OutputStream out, long bytes, Runnable action) {
            super(out);
            this.left = bytes;
            this.action = action;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int through = (int) Math.min(left, length);
            if (done) {
                through = length;
            }
            if (through > 0) {
                out.write(bytes, offset, through);
                left -= through;
            }
            if (!done && left <= 0) {
                done = true;
                out.flush();
                action.run();
                out.write(bytes, offset + through, length - through);
            }
        }
    }

    /** Writes at most so many bytes a second, in small pieces; by real time, whatever clock the limits go by. */
    static final class Slow extends FilterOutputStream {
        private final long bytesPerSecond;

        Slow(OutputStream out, long bytesPerSecond) {
            super(out);
            this.bytesPerSecond = Math.max(1, bytesPerSecond);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int piece = (int) Math.max(1, Math.min(8192, bytesPerSecond / 20));
            for (int done = 0; done < length; done += piece) {
                int now = Math.min(piece, length - done);
                out.write(bytes, offset + done, now);
                out.flush();
                pause(now * 1_000_000_000L / bytesPerSecond);
            }
        }

        private static void pause(long forNanos) throws IOException {
            long until = System.nanoTime() + forNanos;
            for (long left = forNanos; left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("stopped while sending slowly");
                }
            }
        }
    }
}
