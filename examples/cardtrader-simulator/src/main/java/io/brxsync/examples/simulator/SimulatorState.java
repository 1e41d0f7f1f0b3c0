package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Catalogue;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;

/** What all requests of one simulator share. Thread-safe. */
final class SimulatorState {
    private final SimulatorOptions options;
    private final Catalogue catalogue;
    private final CatalogueReadiness readiness = new CatalogueReadiness();
    private final Accounts accounts;
    private final Faults faults = new Faults();
    private final Router router;
    private final Executor executor;
    private final ScheduledExecutorService scheduler;
    private final Map<RequestCounts.Key, LongAdder> counts = new ConcurrentHashMap<>();

    SimulatorState(SimulatorOptions options, Executor executor, ScheduledExecutorService scheduler) {
        this.options = options;
        this.executor = executor;
        this.scheduler = scheduler;
        this.catalogue = Catalogue.generate(options.blueprints(), options.seed());
        ProductWriter writer = new ProductWriter(catalogue, options.mergeOnUpdate());
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.accounts = new Accounts(
                new SimulatedAccount.Services(options, catalogue, writer, new OrderIds(), scheduler, http));
        this.router = new Router(Endpoints.all(this, writer));
    }

    SimulatorOptions options() {
        return options;
    }

    Catalogue catalogue() {
        return catalogue;
    }

    CatalogueReadiness readiness() {
        return readiness;
    }

    Accounts accounts() {
        return accounts;
    }

    Faults faults() {
        return faults;
    }

    Router router() {
        return router;
    }

    Executor executor() {
        return executor;
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    void finished(RequestEvent event) {
        counts.computeIfAbsent(new RequestCounts.Key(event.endpoint(), event.status()), k -> new LongAdder())
                .increment();
        options.onRequest().accept(event);
    }

    RequestCounts requests() {
        Map<RequestCounts.Key, Long> copy = new HashMap<>();
        counts.forEach((key, count) -> copy.put(key, count.sum()));
        return new RequestCounts(copy);
    }
}
