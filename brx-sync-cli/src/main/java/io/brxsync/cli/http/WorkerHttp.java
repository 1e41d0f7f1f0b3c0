package io.brxsync.cli.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /health/live}, {@code /health/ready}, {@code /metrics}, and webhooks and other handlers when asked to.
 * Thread-safe.
 */
public final class WorkerHttp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerHttp.class);
    /** A webhook waits for two commits at most; a slow sender holds one of these. */
    private static final int THREADS = 16;

    private static final Duration REFRESH_LIMIT = Duration.ofSeconds(1);
    private static final String JSON = "application/json; charset=utf-8";

    /** What Prometheus asks for; without it the exposition is of the same format. */
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService requests = Executors.newFixedThreadPool(THREADS, daemons("brx-http"));
    /** Calls that may hang; one per check at most, so it cannot grow without bound. */
    private final ExecutorService questions = Executors.newCachedThreadPool(daemons("brx-health"));

    private final Readiness readiness;
    private final Bounded<Boolean> refresh;
    private final Supplier<String> scrape;
    private volatile @Nullable String home;

    /**
     * Where metrics come from.
     *
     * @param refresh reads the queues; may fail or hang
     * @param scrape all metrics as text
     */
    public record Metrics(Runnable refresh, Supplier<String> scrape) {}

    private WorkerHttp(HttpServer server, List<HealthCheck> checks, Metrics metrics) {
        this.server = server;
        this.readiness = new Readiness(checks, questions);
        this.refresh = new Bounded<>(
                () -> {
                    metrics.refresh().run();
                    return true;
                },
                questions);
        this.scrape = metrics.scrape();
    }

    /**
     * Opens the endpoint.
     *
     * @param address where to listen; port 0 takes a free one
     * @throws IOException if it cannot be opened
     */
    public static WorkerHttp open(InetSocketAddress address, List<HealthCheck> checks, Metrics metrics)
            throws IOException {
        WorkerHttp http = new WorkerHttp(HttpServer.create(address, 64), checks, metrics);
        http.start();
        return http;
    }

    private void start() {
        server.setExecutor(requests);
        server.createContext("/", exchange -> answer(exchange, this::route));
        server.start();
    }

    /** Takes webhooks as well, from now on. */
    public void serve(WebhookEndpoint webhooks) {
        server.createContext(WebhookEndpoint.PATH, webhooks);
    }

    /** Gives everything below a path to this handler, from now on. */
    public void serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    /** Sends whoever asks for {@code /} to this address. */
    public void serveHome(String location) {
        home = location;
    }

    /** The port in use. */
    public int port() {
        return server.getAddress().getPort();
    }

    private record Answer(int status, String type, String body) {}

    private interface Route {
        Answer of(String path) throws InterruptedException;
    }

    private Answer route(String path) throws InterruptedException {
        return switch (path) {
            case "/health/live" -> new Answer(200, JSON, "{\"live\":true}\n");
            case "/health/ready" -> {
                Readiness.State state = readiness.ask();
                yield new Answer(state.ready() ? 200 : 503, JSON, state.json());
            }
            case "/metrics" -> new Answer(200, PROMETHEUS, metrics());
            default -> new Answer(404, JSON, "{\"error\":\"not found\"}\n");
        };
    }

    /** A queue that cannot be read keeps its last numbers; everything else is as of now. */
    private String metrics() throws InterruptedException {
        try {
            Bounded.await(refresh.start(), REFRESH_LIMIT);
        } catch (TimeoutException e) {
            LOG.debug("Queue metrics are late, the scrape goes without them");
        } catch (ExecutionException e) {
            LOG.debug(
                    "Queue metrics cannot be read, the scrape goes without them reason={}",
                    e.getCause().getMessage());
        }
        return scrape.get();
    }

    private void answer(HttpExchange exchange, Route route) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            if (!head && !exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            String location = home;
            if (location != null && path.equals("/")) {
                exchange.getResponseHeaders().set("Location", location);
                exchange.sendResponseHeaders(302, -1);
                return;
            }
            Answer answer = route.of(path);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.sendResponseHeaders(answer.status(), head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Ends the endpoint at once. */
    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
        questions.shutdownNow();
    }
}
