package io.brxsync.cardtrader.http;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request body, maybe empty, that goes out once. The JDK's client quietly sends a GET a second time when its
 * connection breaks before an answer, and that request would be on nobody's allowance. It asks for the length whenever
 * it writes a request's head, so the second time it is refused before anything leaves.
 */
final class SentOnce implements HttpRequest.BodyPublisher {
    private final HttpRequest.BodyPublisher body;
    private final AtomicBoolean sent = new AtomicBoolean();

    SentOnce(HttpRequest.BodyPublisher body) {
        this.body = body;
    }

    @Override
    public long contentLength() {
        if (!sent.compareAndSet(false, true)) {
            throw new IllegalStateException("the connection broke before an answer");
        }
        return body.contentLength();
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        body.subscribe(subscriber);
    }
}
