package io.brxsync.examples.services;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free TCP ports on the loopback address.
 *
 * <p>They lie below the range from which operating systems take the local ports of outgoing connections. A server that
 * is stopped and started again on its port would otherwise find it taken now and then: by any outgoing connection, or
 * by a client whose reconnect attempt met its own socket.
 */
final class Ports {
    static final String LOOPBACK = "127.0.0.1";

    private static final int LOWEST = 10_000;
    /** A Redis Cluster node also listens 10,000 above its port; that one, too, stays below the outgoing range. */
    private static final int HIGHEST = 22_000;

    private static final int ATTEMPTS = 200;

    private Ports() {}

    /** A port that was free a moment ago; starting on it can still lose a race, so callers try again with another. */
    static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new ServiceException("No free port between " + LOWEST + " and " + HIGHEST + " on " + LOOPBACK);
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
