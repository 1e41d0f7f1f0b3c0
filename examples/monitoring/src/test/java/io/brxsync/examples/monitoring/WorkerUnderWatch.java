package io.brxsync.examples.monitoring;

import io.brxsync.cli.Cli;
import io.brxsync.cli.Shell;
import io.brxsync.cli.Signals;
import io.brxsync.cli.Terminal;
import io.brxsync.examples.services.Services;
import io.brxsync.examples.simulator.AccountSpec;
import io.brxsync.examples.simulator.CardTraderSimulator;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.SimulatedAccount;
import io.brxsync.store.TokenCipher;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/** The worker command against real servers, with work that makes it report all it can. */
final class WorkerUnderWatch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CardTraderSimulator cardTrader = CardTraderSimulator.start();
    private final HttpClient http = HttpClient.newHttpClient();
    private final CompletableFuture<IntConsumer> stop = new CompletableFuture<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final Map<String, String> variables;
    private final Path directory;
    private final int port;

    WorkerUnderWatch(Path directory) throws IOException {
        this.directory = directory;
        this.variables = Map.of(
                "DATABASE_URL", Services.postgres().freshDatabase().url(),
                "REDIS_URL", Services.redis().url(),
                "BRX_NAMESPACE", Services.redis().freshNamespace(),
                "FERNET_KEY", TokenCipher.generateKey().value(),
                "CARDTRADER_API_BASE_URL", cardTrader.baseUrl());
        try (ServerSocket free = new ServerSocket(0)) {
            this.port = free.getLocalPort();
        }
        command("", "migrate");
        String[] worker = {"worker", "-c", "2", "--http-port", "" + port, "--http-host", "127.0.0.1", "--webhooks"};
        Thread thread = new Thread(() -> end.complete(run("", stop::complete, worker)), "worker");
        thread.setDaemon(true);
        thread.start();
    }

    /** A sync, a failing sync, a task that is given up, a webhook without a signature; then one scrape. */
    String busyScrape() {
        SimulatedAccount account = cardTrader.createAccount(AccountSpec.of(20, 7));
        String user = UUID.randomUUID().toString();
        command(account.token(), "user", "connect", "--user", user, "--token-stdin");
        command("", "resync", "--all", "--wait");
        command("", "enqueue", "order_webhook", "--user", user, "--json", "{\"webhook_id\":\"w\",\"event\":{}}");
        post("/webhooks/" + user);
        await(text -> text.contains("outcome=\"done\",type=\"bulk_sync\""));
        cardTrader.faults().next(Fault.tooManyRequests(1), FaultMatch.of(account, "GET", "/products/export"), 1);
        cardTrader.faults().always(Fault.html(500), FaultMatch.of(account, "GET", "/products/export"));
        command("", "resync", "--all");
        return await(text -> text.contains("outcome=\"retried\"")
                && text.contains("queue=\"high-priority\"")
                && text.contains("brx_webhooks_total"));
    }

    private void command(String input, String... arguments) {
        int exit = run(input, callback -> {}, arguments);
        if (exit != 0) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + exit);
        }
    }

    private int run(String input, Signals signals, String... arguments) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Shell.Streams streams = new Shell.Streams(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), nowhere, System.err);
        Shell shell = new Shell(streams, variables, directory, Terminal.none(), signals, Clock.systemUTC());
        return new Cli(shell, settings -> {}).run(arguments);
    }

    private String await(Predicate<String> complete) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String scrape = "";
        while (System.nanoTime() < deadline) {
            scrape = send(HttpRequest.newBuilder(uri("/metrics")).build());
            if (complete.test(scrape)) {
                return scrape;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new AssertionError("The worker never reported all of it:\n" + scrape);
    }

    private void post(String path) {
        send(HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** The body, or nothing while nobody answers. */
    private String send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws Exception {
        cardTrader.faults().clear();
        stop.get(10, TimeUnit.SECONDS).accept(Signals.TERM);
        end.get(40, TimeUnit.SECONDS);
        cardTrader.close();
    }
}
