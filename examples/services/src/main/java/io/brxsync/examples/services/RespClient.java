package io.brxsync.examples.services;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The few lines of Redis' protocol (RESP 2) that starting, watching and rearranging servers needs. One connection, one
 * command at a time, not thread-safe.
 */
final class RespClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RespClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    /** Connects and, where the address says so, authenticates and selects a database. */
    static RespClient connect(RedisAddress address) throws IOException {
        Socket socket = address.tls() ? SSLSocketFactory.getDefault().createSocket() : new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(address.host(), address.port()), TIMEOUT_MILLIS);
            RespClient client = new RespClient(socket);
            if (address.password() != null) {
                if (address.user() == null) {
                    client.call("AUTH", address.password());
                } else {
                    client.call("AUTH", address.user(), address.password());
                }
            }
            if (address.database() != 0) {
                client.call("SELECT", Integer.toString(address.database()));
            }
            return client;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends one command and reads its reply.
     *
     * @return a {@code String}, a {@code Long}, a {@code List} of such, or null
     * @throws ServiceException when the server answers with an error
     * @throws IOException when the connection fails
     */
    @Nullable
    Object call(String... command) throws IOException {
        writeLine("*" + command.length);
        for (String part : command) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            writeLine("$" + bytes.length);
            out.write(bytes);
            writeLine("");
        }
        out.flush();
        return readReply(command[0]);
    }

    private void writeLine(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private @Nullable Object readReply(String command) throws IOException {
        String line = readLine();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '$' -> readBulk(Integer.parseInt(rest));
            case '*' -> readArray(command, Integer.parseInt(rest));
            case '-' -> throw new ServiceException("Redis refused " + command + ": " + rest);
            default -> throw new IOException("Not a Redis reply to " + command);
        };
    }

    private @Nullable String readBulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("Redis closed the connection");
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private @Nullable List<@Nullable Object> readArray(String command, int size) throws IOException {
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            items.add(readReply(command));
        }
        return items;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("Redis closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        if (line.isEmpty()) {
            throw new IOException("Empty reply from Redis");
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
