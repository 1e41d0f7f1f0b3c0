package io.brxsync.examples.benchmark.limits;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A network between client and server that takes a random time for each portion, in both directions, and never changes
 * their order. What the limiter allowed together arrives far apart, and the other way round.
 */
final class SlowNetwork implements AutoCloseable {
    private static final int PORTION = 64 * 1024;

    private final ServerSocket front;
    private final URI server;
    private final long slowestNanos;
    private final ScheduledExecutorService delivery = new ScheduledThreadPoolExecutor(4, SlowNetwork::daemon);
    private final List<Socket> sockets = new ArrayList<>(); // guarded by itself
    private final Random random = new Random(7); // guarded by itself

    SlowNetwork(String serverUrl, int slowestMillis) throws IOException {
        this.server = URI.create(serverUrl);
        this.slowestNanos = TimeUnit.MILLISECONDS.toNanos(slowestMillis);
        this.front = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        daemon(this::accept).start();
    }

    String url() {
        return "http://127.0.0.1:" + front.getLocalPort() + server.getPath();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "slow-network");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = front.accept();
                Socket upstream = new Socket(server.getHost(), server.getPort());
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                synchronized (sockets) {
                    sockets.add(client);
                    sockets.add(upstream);
                }
                daemon(() -> pump(client, upstream)).start();
                daemon(() -> pump(upstream, client)).start();
            }
        } catch (IOException closed) {
            // The end of the test.
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            long last = System.nanoTime();
            byte[] buffer = new byte[PORTION];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                byte[] portion = java.util.Arrays.copyOf(buffer, count);
                long now = System.nanoTime();
                last = Math.max(last + 1, now + delay());
                delivery.schedule(() -> write(out, portion), last - now, TimeUnit.NANOSECONDS);
            }
        } catch (IOException closed) {
            // One side has ended; the other notices by itself.
        }
    }

    private long delay() {
        synchronized (random) {
            return (long) (random.nextDouble() * slowestNanos);
        }
    }

    private static void write(OutputStream out, byte[] portion) {
        try {
            out.write(portion);
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
        delivery.shutdownNow();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
