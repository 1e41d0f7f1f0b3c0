package io.brxsync.examples.benchmark.limits;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that does nothing but note when a request came, for more of them than an HTTP server on the same two cores
 * can answer. A request is the number of an account, an answer one byte; each connection has one request at a time.
 */
final class LeanServer implements AutoCloseable {
    private final ServerSocket front;
    private final Arrivals arrivals;
    private final List<Socket> sockets = new ArrayList<>(); // guarded by itself

    LeanServer(Arrivals arrivals) throws IOException {
        this.arrivals = arrivals;
        this.front = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        daemon(this::accept).start();
    }

    String url() {
        return "lean://127.0.0.1:" + front.getLocalPort();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "lean-server");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = front.accept();
                client.setTcpNoDelay(true);
                synchronized (sockets) {
                    sockets.add(client);
                }
                daemon(() -> serve(client)).start();
            }
        } catch (IOException closed) {
            // The end of the trial.
        }
    }

    private void serve(Socket client) {
        try {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            while (true) {
                int account = in.readInt();
                arrivals.add(account, System.nanoTime());
                out.write(1);
            }
        } catch (IOException ended) {
            // The client has left.
        }
    }

    @Override
    public void close() throws IOException {
        front.close();
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
