package io.brxsync.cli.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;

/** Serves the page: four files, read once. Thread-safe. */
final class PageHandler implements HttpHandler {
    private static final Map<String, String> FILES = Map.of(
            "index.html", "text/html; charset=utf-8",
            "app.js", "text/javascript; charset=utf-8",
            "style.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final Gate gate;
    private final Map<String, byte[]> files = new TreeMap<>();

    PageHandler(Gate gate) {
        this.gate = gate;
        FILES.keySet().forEach(name -> files.put(name, read(name)));
    }

    private static byte[] read(String name) {
        try (InputStream in = PageHandler.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The program lacks its file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                gate.admit(exchange.getRequestHeaders());
                serve(exchange);
            } catch (Refusal refusal) {
                Exchanges.fail(exchange, refusal);
            }
        }
    }

    private void serve(HttpExchange exchange) throws IOException, Refusal {
        String path = exchange.getRequestURI().getPath();
        if (path.equals(Dashboard.PATH)) {
            path += "index.html";
        } else if (path.equals("/dashboard")) {
            Exchanges.redirect(exchange, "dashboard/");
            return;
        }
        String name = path.startsWith(Dashboard.PATH) ? path.substring(Dashboard.PATH.length()) : "";
        byte[] file = files.get(name);
        if (file == null) {
            throw new Refusal(404, "there is nothing at this address");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            throw new Refusal(405, "this is only read");
        }
        Exchanges.send(exchange, 200, FILES.getOrDefault(name, ""), file);
    }
}
