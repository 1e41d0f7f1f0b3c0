package io.brxsync.handler;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Does one piece of work at a time beside its caller, who is at most one piece ahead: an export is read while the rows
 * before are on their way to the database. The first piece is done by the caller, so that little work costs no thread. For
 * one caller.
 */
final class OneAhead implements AutoCloseable {
    private boolean begun;
    /** Null until there is a second piece. */
    private @Nullable ExecutorService thread;
    /** The piece that may not have ended yet. */
    private @Nullable Future<?> last;

    /** Waits for the piece before and begins this one; throws what that one threw. */
    void run(Runnable piece) {
        await();
        if (!begun) {
            begun = true;
            piece.run();
            return;
        }
        if (thread == null) {
            thread = Executors.newSingleThreadExecutor(work -> {
                Thread daemon = new Thread(work, Thread.currentThread().getName() + "-stage");
                daemon.setDaemon(true);
                return daemon;
            });
        }
        last = thread.submit(piece);
    }

    /**
     * Waits for the last piece and throws what it threw. Every piece has its time limit, so an interrupt does not end the
     * wait: it stays set.
     */
    void await() {
        Future<?> awaited = last;
        last = null;
        boolean interrupted = false;
        try {
            while (awaited != null) {
                try {
                    awaited.get();
                    awaited = null;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits for the last piece. */
    @Override
    public void close() {
        try {
            await();
        } finally {
            if (thread != null) {
                thread.shutdown();
            }
        }
    }
}
