package io.brxsync.cardtrader.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A response body as a stream that cannot hang. The JDK's request timeout ends with the head of the response and its own
 * body stream waits for ever, interrupted or not; here each wait for the network is bounded, the sum of all waits too,
 * and an interrupt ends it. Time that the reader spends on its own work does not count.
 *
 * <p>The HTTP client fills it from its threads, at most two portions ahead; everything else belongs to the reading
 * thread.
 */
final class BodyStream extends InputStream implements HttpResponse.BodySubscriber<BodyStream> {
    private static final int AHEAD = 2;
    private static final int DRAINED = 64 * 1024;

    /** Filled by the HTTP client, emptied by the reader. */
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();

    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    // Of the reading thread.
    private final InstantSource clock;
    private final Duration longestSilence;
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private Duration patience;
    private State state = State.OPEN;
    private long received;

    /** How the body stands, as the reader knows it. */
    enum State {
        /** More may come. */
        OPEN,
        /** It was read to its end. */
        ENDED,
        /** It was given up before its end. */
        CLOSED,
        /** The connection broke. */
        BROKEN,
        /** The wait was too long. */
        TIMED_OUT,
        /** The reading thread was interrupted. */
        INTERRUPTED
    }

    /**
     * A body that is about to come.
     *
     * @param patience how long the reader waits for the network in all
     * @param longestSilence how long at once
     */
    BodyStream(Duration patience, Duration longestSilence, InstantSource clock) {
        this.patience = patience;
        this.longestSilence = longestSilence;
        this.clock = clock;
    }

    /** What the HTTP client says. */
    private sealed interface Signal {
        record Data(List<ByteBuffer> buffers) implements Signal {}

        record End(@Nullable Throwable failure) implements Signal {}
    }

    @Override
    public CompletionStage<BodyStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (!subscription.complete(given)) {
            given.cancel();
            return;
        }
        given.request(AHEAD);
    }

    @Override
    public void onNext(List<ByteBuffer> portion) {
        signals.add(new Signal.Data(portion));
    }

    @Override
    public void onError(Throwable failure) {
        signals.add(new Signal.End(failure));
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.End(null));
    }

    State state() {
        return state;
    }

    long received() {
        return received;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = filled();
        if (buffer == null) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(into, offset, count);
        return count;
    }

    @Override
    public int available() {
        ByteBuffer first = buffers.peek();
        return first == null ? 0 : first.remaining();
    }

    /** Reads the little that may stand behind what the reader wanted, so that the connection can be used again. */
    void drain() throws IOException {
        long most = received + DRAINED;
        for (ByteBuffer rest = filled(); rest != null && received <= most; rest = filled()) {
            rest.position(rest.limit());
        }
    }

    /** Gives up what did not come yet. */
    @Override
    public void close() {
        if (state != State.ENDED) {
            subscription.thenAccept(Flow.Subscription::cancel);
        }
        if (state == State.OPEN) {
            // Nothing comes after a cancellation, not even an end to wait for.
            state = State.CLOSED;
        }
    }

    /** A buffer with something in it; null at the end. */
    private @Nullable ByteBuffer filled() throws IOException {
        while (state != State.ENDED) {
            ByteBuffer first = buffers.peek();
            if (first == null) {
                take(await());
            } else if (first.hasRemaining()) {
                return first;
            } else {
                buffers.remove();
            }
        }
        return null;
    }

    private void take(Signal signal) throws IOException {
        if (signal instanceof Signal.Data data) {
            buffers.addAll(data.buffers());
            data.buffers().forEach(buffer -> received += buffer.remaining());
            subscription.thenAccept(given -> given.request(1));
        } else if (signal instanceof Signal.End end) {
            if (end.failure() != null) {
                state = State.BROKEN;
                throw new IOException("the connection broke within the body", end.failure());
            }
            state = State.ENDED;
        }
    }

    private Signal await() throws IOException {
        if (state != State.OPEN) {
            throw new IOException("nothing more is read of this body: " + state);
        }
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            Signal ready = signals.poll();
            return ready != null ? ready : awaitPatiently();
        } catch (InterruptedException told) {
            state = State.INTERRUPTED;
            close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading a body");
        }
    }

    private Signal awaitPatiently() throws InterruptedException, HttpTimeoutException {
        Instant began = clock.instant();
        Duration wait = patience.compareTo(longestSilence) < 0 ? patience : longestSilence;
        Signal signal = signals.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        patience = patience.minus(Duration.between(began, clock.instant()));
        if (signal == null) {
            state = State.TIMED_OUT;
            close();
            throw new HttpTimeoutException("the body did not come in time");
        }
        return signal;
    }
}
