package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * CardTrader's Full API v2 on 127.0.0.1: strict about limits and tokens, odd wherever the real one is, faulty on
 * demand. Thread-safe. Closing stops the server, pending jobs and webhook deliveries.
 */
public final class CardTraderSimulator implements AutoCloseable {
    private static final long IDLE_TIMEOUT_MILLIS = TimeUnit.MINUTES.toMillis(30);

    private final Server server;
    private final ServerConnector connector;
    private final ScheduledExecutorService scheduler;
    private final SimulatorState state;

    private CardTraderSimulator(SimulatorOptions options) {
        QueuedThreadPool threads = new QueuedThreadPool(options.threads(), Math.min(8, options.threads()));
        threads.setName("cardtrader-simulator");
        threads.setDaemon(true);
        this.scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "cardtrader-simulator-clock");
            thread.setDaemon(true);
            return thread;
        });
        this.state = new SimulatorState(options, threads, scheduler);
        this.server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(options.port());
        connector.setIdleTimeout(IDLE_TIMEOUT_MILLIS);
        connector.setAcceptQueueSize(512);
        server.addConnector(connector);
        server.setHandler(new ApiHandler(state));
        server.setStopTimeout(0);
    }

    /**
     * Starts a simulator.
     *
     * @throws IllegalStateException when the port cannot be opened
     */
    public static CardTraderSimulator start(SimulatorOptions options) {
        CardTraderSimulator simulator = new CardTraderSimulator(options);
        try {
            simulator.server.start();
            return simulator;
        } catch (Exception e) {
            simulator.close();
            throw new IllegalStateException("cannot listen on 127.0.0.1:" + options.port(), e);
        }
    }

    /** Starts a simulator with the defaults. */
    public static CardTraderSimulator start() {
        return start(SimulatorOptions.defaults());
    }

    /** The base URL for clients: {@code http://127.0.0.1:PORT/api/v2}. */
    public String baseUrl() {
        return "http://127.0.0.1:" + connector.getLocalPort() + Exchange.BASE_PATH;
    }

    /** Opens an account; its listings are generated before this returns. */
    public SimulatedAccount createAccount(AccountSpec spec) {
        return state.accounts().create(spec);
    }

    /** Opens an empty account in euros. */
    public SimulatedAccount createAccount() {
        return createAccount(AccountSpec.empty());
    }

    /** All accounts, in the order in which they were opened. */
    public List<SimulatedAccount> accounts() {
        return state.accounts().all();
    }

    /** The generated catalogue. */
    public Catalogue blueprints() {
        return state.catalogue();
    }

    /** Which parts of the catalogue are "not ready". */
    public CatalogueReadiness readiness() {
        return state.readiness();
    }

    /** What goes wrong. */
    public Faults faults() {
        return state.faults();
    }

    /** Requests over a limit so far, with the peaks. */
    public Violations violations() {
        List<Violations.Count> counts = new ArrayList<>();
        for (SimulatedAccount account : accounts()) {
            for (RateClass rateClass : RateClass.values()) {
                SlidingWindow window = account.limits().window(rateClass);
                counts.add(new Violations.Count(account.id(), rateClass, window.violations(), window.peak()));
            }
        }
        return new Violations(counts);
    }

    /** Requests so far, by endpoint and status. */
    public RequestCounts requests() {
        return state.requests();
    }

    /** Stops the server; requests that are still held are cut off. */
    @Override
    public void close() {
        scheduler.shutdownNow();
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("the simulator did not stop cleanly", e);
        }
    }

    @Override
    public String toString() {
        return "CardTraderSimulator[" + baseUrl() + "]";
    }

    /** Hands every request to an exchange of its own. */
    private static final class ApiHandler extends Handler.Abstract {
        private final SimulatorState state;

        ApiHandler(SimulatorState state) {
            this.state = state;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            new Exchange(state, request, response, callback).start();
            return true;
        }
    }
}
