package io.brxsync.cli.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call to a server that may hang. At most one is under way; whoever asks meanwhile waits for the same answer, and
 * nobody waits longer than the limit. Thread-safe.
 */
final class Bounded<T> {
    private final Supplier<T> call;
    private final Executor threads;
    private @Nullable CompletableFuture<T> underWay; // guarded by this

    Bounded(Supplier<T> call, Executor threads) {
        this.call = call;
        this.threads = threads;
    }

    /** Starts the call unless one is under way. */
    synchronized CompletableFuture<T> start() {
        CompletableFuture<T> current = underWay;
        if (current == null || current.isDone()) {
            current = CompletableFuture.supplyAsync(call, threads);
            underWay = current;
        }
        return current;
    }

    /**
     * The answer of a started call.
     *
     * @throws TimeoutException if there is none by then
     * @throws ExecutionException with what the call threw
     */
    static <T> T await(CompletableFuture<T> started, Duration limit)
            throws TimeoutException, ExecutionException, InterruptedException {
        return started.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    }
}
