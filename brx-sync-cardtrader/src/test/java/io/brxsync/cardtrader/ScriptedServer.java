package io.brxsync.cardtrader;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;

/** A server that answers exactly what a test says: for what a strict CardTrader would never do. */
final class ScriptedServer implements AutoCloseable {
    private final HttpServer server;
    private final AtomicReference<Answer> next = new AtomicReference<>(Answer.of(200, "application/json", "[]"));
    final AtomicInteger requests = new AtomicInteger();
    final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    final AtomicReference<Headers> received = new AtomicReference<>();

    record Answer(int status, String type, String encoding, byte[] body) {
        static Answer of(int status, String type, String body) {
            return new Answer(status, type, "", body.getBytes(StandardCharsets.UTF_8));
        }

        static Answer gzip(byte[] body) {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
                out.write(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Answer(200, "application/json", "gzip", zipped.toByteArray());
        }
    }

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            connections.add(exchange.getRemoteAddress());
            received.set(exchange.getRequestHeaders());
            exchange.getRequestBody().readAllBytes();
            Answer answer = next.get();
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            if (!answer.encoding().isEmpty()) {
                exchange.getResponseHeaders().set("Content-Encoding", answer.encoding());
            }
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : 0);
            exchange.getResponseBody().write(answer.body());
            exchange.close();
        });
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api/v2";
    }

    void answers(Answer answer) {
        next.set(answer);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
