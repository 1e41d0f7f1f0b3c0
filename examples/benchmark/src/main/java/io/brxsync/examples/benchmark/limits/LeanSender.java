package io.brxsync.examples.benchmark.limits;

import io.brxsync.BrxException;
import io.brxsync.limit.Acquisition;
import io.brxsync.limit.AllowanceRequest;
import io.brxsync.limit.EndpointClass;
import io.brxsync.limit.Permit;
import io.brxsync.limit.RateLimiter;
import io.brxsync.limit.Urgency;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The limiter alone, in front of a {@link LeanServer}; one connection per thread. */
final class LeanSender implements Sender {
    private static final Duration BUSY = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final RateLimiter limiter;
    private final URI server;
    private final Queue<Socket> idle = new ConcurrentLinkedQueue<>();

    LeanSender(RateLimiter limiter, URI server) {
        this.limiter = limiter;
        this.server = server;
    }

    @Override
    public Duration send(int seller) {
        Acquisition answer;
        try {
            answer = limiter.acquire(
                    new AllowanceRequest(Order.user(seller), EndpointClass.GENERAL, Urgency.ORDINARY, TIMEOUT));
        } catch (BrxException redisIsBusy) {
            return BUSY;
        }
        if (answer instanceof Acquisition.Delayed delayed) {
            return delayed.delay();
        }
        Permit permit = ((Acquisition.Granted) answer).permit();
        try {
            exchange(seller);
            permit.answered();
            return Duration.ZERO;
        } catch (IOException e) {
            permit.lost();
            throw new UncheckedIOException(e);
        }
    }

    private void exchange(int seller) throws IOException {
        Socket socket = idle.poll();
        if (socket == null) {
            socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
        }
        new DataOutputStream(socket.getOutputStream()).writeInt(seller);
        if (socket.getInputStream().read() < 0) {
            throw new IOException("the server has left");
        }
        idle.add(socket);
    }

    @Override
    public void close() throws IOException {
        for (Socket socket = idle.poll(); socket != null; socket = idle.poll()) {
            socket.close();
        }
    }
}
