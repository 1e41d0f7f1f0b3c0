package io.brxsync.examples.simulator;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;

/** Sends one answer: whole or streamed, plain or gzip, well or with the faults that touch its bytes. */
final class ResponseSender {
    private static final long LEAD = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int BUFFER = 64 * 1024;
    private static final int GZIP_FROM_BYTES = 512;

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final IntConsumer finished;
    private final AtomicBoolean ended = new AtomicBoolean();

    ResponseSender(Request request, Response response, Callback callback, IntConsumer finished) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.finished = finished;
    }

    void send(Reply reply, List<Fault> faults) {
        response.setStatus(reply.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
        if (reply.retryAfter() != null) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, reply.retryAfter());
        }
        boolean gzip = acceptsGzip();
        if (reply.body() instanceof Reply.Whole whole && !touchesBytes(faults)) {
            if (!gzip || whole.bytes().length < GZIP_FROM_BYTES) {
                response.write(true, ByteBuffer.wrap(whole.bytes()), ended(reply.status()));
                return;
            }
        }
        if (gzip) {
            response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        }
        try {
            stream(reply, faults, gzip);
            callback.succeeded();
        } catch (BodyStreams.CutOff e) {
            cut(faults, reply.status());
        } catch (IOException | JacksonException e) {
            // The client has gone, or the server is stopping: there is nobody left to answer.
            ended(reply.status()).failed(e);
        }
    }

    /** Resets the connection without an answer. */
    void reset() {
        ended(RequestEvent.NO_ANSWER);
        closeHard();
        callback.failed(new QuietException.Exception("reset on purpose"));
    }

    void fail(Exception cause) {
        ended(500).failed(cause);
    }

    private void stream(Reply reply, List<Fault> faults, boolean gzip) throws IOException {
        OutputStream wire = Content.Sink.asOutputStream(response);
        OutputStream out = wire;
        for (Fault fault : faults) {
            if (fault instanceof Fault.SlowBody slow) {
                out = new BodyStreams.Slow(out, slow.bytesPerSecond());
            } else if (fault instanceof Fault.Held held && held.gate().place() == Gate.Place.MID_BODY) {
                out = new BodyStreams.After(out, held.gate().bodyBytes(), () -> waitAt(held.gate()));
            } else if (fault instanceof Fault.Cut cut) {
                out = cutting(out, cut, length(reply, faults, gzip));
            }
        }
        OutputStream buffered = new BufferedOutputStream(out, BUFFER);
        write(reply.body(), faults, gzip, buffered);
        // Counted before the last bytes leave: a client that has read them may ask for the count at once.
        ended(reply.status());
        buffered.flush();
        wire.close();
    }

    private OutputStream cutting(OutputStream out, Fault.Cut cut, long length) {
        if (cut.kind() == Fault.CutKind.CONTENT_LENGTH) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        }
        return new BodyStreams.After(out, Math.max(0, Math.min(cut.afterBytes(), length - 1)), () -> {
            throw new BodyStreams.CutOff();
        });
    }

    private static long length(Reply reply, List<Fault> faults, boolean gzip) throws IOException {
        BodyStreams.Counting counting = new BodyStreams.Counting();
        write(reply.body(), faults, gzip, counting);
        return counting.count();
    }

    private static void write(Reply.Body body, List<Fault> faults, boolean gzip, OutputStream out) throws IOException {
        if (!gzip) {
            write(body, faults, out);
            return;
        }
        GZIPOutputStream zipped = new FastGzip(out);
        write(body, faults, zipped);
        zipped.finish();
    }

    private static void write(Reply.Body body, List<Fault> faults, OutputStream out) throws IOException {
        if (body instanceof Reply.Whole whole) {
            out.write(whole.bytes());
        } else if (body instanceof Reply.Array array) {
            RowFaults.Result result = RowFaults.apply(array, faults);
            JsonGenerator json = Json.MAPPER.createGenerator(out);
            if (result.wrapped()) {
                json.writeStartObject();
                json.writeName("array");
            }
            json.writeStartArray();
            for (int i = 0; i < result.rows().size(); i++) {
                result.rows().write(i, json);
            }
            if (result.closed()) {
                json.writeEndArray();
                if (result.wrapped()) {
                    json.writeEndObject();
                }
            }
            json.flush();
        }
    }

    private void cut(List<Fault> faults, int status) {
        // Whoever asks has the beginning of the answer before the end of the connection overtakes it.
        LockSupport.parkNanos(LEAD);
        ended(status);
        boolean hard = faults.stream().anyMatch(f -> f instanceof Fault.Cut c && c.kind() == Fault.CutKind.RESET);
        if (hard) {
            closeHard();
        } else {
            endPoint().close();
        }
        callback.failed(new QuietException.Exception("cut off on purpose"));
    }

    private void closeHard() {
        EndPoint endPoint = endPoint();
        if (endPoint instanceof SocketChannelEndPoint socket) {
            try {
                socket.getChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (ClosedChannelException e) {
                // The client was faster, or the server has stopped: there is nothing left to reset.
                return;
            } catch (IOException e) {
                throw new IllegalStateException("the connection cannot be reset", e);
            }
        }
        endPoint.close();
    }

    private EndPoint endPoint() {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    private static void waitAt(Gate gate) {
        try {
            gate.passBlocking();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BodyStreams.CutOff();
        }
    }

    private static boolean touchesBytes(List<Fault> faults) {
        for (Fault fault : faults) {
            if (fault instanceof Fault.SlowBody
                    || fault instanceof Fault.Cut
                    || (fault instanceof Fault.Held held && held.gate().place() == Gate.Place.MID_BODY)) {
                return true;
            }
        }
        return false;
    }

    private boolean acceptsGzip() {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
        return accept != null && accept.contains("gzip");
    }

    /** The one end of this request: tells the counters before the client can know. */
    private Callback ended(int status) {
        if (ended.compareAndSet(false, true)) {
            finished.accept(status);
        }
        return callback;
    }

    /** gzip that prefers speed. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 16 * 1024);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
