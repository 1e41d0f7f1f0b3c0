package io.brxsync.examples.benchmark.setting;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.queue.Claim;
import io.brxsync.webhook.WebhookReceiver;
import io.brxsync.webhook.WebhookReply;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A worker in a process of its own, until its standard input ends; it also takes webhooks at {@code POST /USER}. Prints the
 * port for them and then, if it is told to, the id of each task that it begins.
 */
public final class WorkerProcess implements AutoCloseable {
    private static final int HEAP_MIB = 256;
    private static final int WEBHOOK_THREADS = 4;

    private final ChildJvm process;
    private final int port;

    private WorkerProcess(ChildJvm process) throws IOException {
        this.process = process;
        this.port = Integer.parseInt(process.answer());
    }

    /**
     * Starts one and waits until it works.
     *
     * @param lease of its claims
     * @param tell whether it prints what it begins
     */
    public static WorkerProcess start(Map<String, String> environment, int threads, Duration lease, boolean tell)
            throws IOException {
        return new WorkerProcess(ChildJvm.start(
                WorkerProcess.class,
                HEAP_MIB,
                environment,
                Integer.toString(threads),
                Long.toString(lease.toMillis()),
                Boolean.toString(tell)));
    }

    /** Where this seller's webhooks are to be sent. */
    public String webhookUrl(UUID user) {
        return "http://127.0.0.1:" + port + "/" + user;
    }

    /** Waits for the next task that it begins, if it tells. */
    public String begun() throws IOException {
        return process.answer();
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** Ends it with SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** Lets it drain and end. */
    @Override
    public void close() {
        process.close();
    }

    /** The process. */
    public static void main(String[] arguments) throws Exception {
        WorkerOptions options = WorkerOptions.DEFAULTS
                .withThreads(Integer.parseInt(arguments[0]))
                .withLease(Duration.ofMillis(Long.parseLong(arguments[1])));
        boolean tell = Boolean.parseBoolean(arguments[2]);
        WorkerListener listener = new WorkerListener() {
            @Override
            public void started(Claim claim) {
                if (tell) {
                    System.out.println(claim.message().id());
                }
            }
        };
        try (BrxSync brx = BrxSync.open(BrxConfig.from(System.getenv()));
                Worker worker = brx.worker(options, listener)) {
            HttpServer server = serve(brx.webhookReceiver());
            System.out.println(server.getAddress().getPort());
            worker.start();
            System.in.transferTo(OutputStream.nullOutputStream());
            server.stop(0);
        }
        System.exit(0);
    }

    private static HttpServer serve(WebhookReceiver receiver) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(WEBHOOK_THREADS);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, receiver));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, WebhookReceiver receiver) throws IOException {
        try (exchange) {
            UUID user = UUID.fromString(exchange.getRequestURI().getPath().substring(1));
            byte[] body = exchange.getRequestBody().readAllBytes();
            WebhookReply reply =
                    receiver.receive(user, body, exchange.getRequestHeaders().getFirst("Signature"));
            exchange.sendResponseHeaders(reply instanceof WebhookReply.Accepted ? 202 : 401, -1);
        }
    }
}
