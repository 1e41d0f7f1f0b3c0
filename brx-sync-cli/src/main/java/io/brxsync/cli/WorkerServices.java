package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.cli.http.HealthCheck;
import io.brxsync.cli.http.WorkerHttp;
import io.brxsync.config.BrxConfig;
import io.brxsync.metrics.QueueMetrics;
import io.brxsync.port.SyncStore;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs beside a worker: its HTTP endpoint and its housekeeping. */
final class WorkerServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerServices.class);

    private final BrxSync brx;
    private final Worker worker;
    private final WorkerOptions options;
    private final BrxConfig config;
    private final Clock clock;
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(2, Daemons.named("brx-housekeeping"));
    private @Nullable WorkerHttp http;
    private volatile boolean draining;

    WorkerServices(BrxSync brx, Worker worker, WorkerOptions options, BrxConfig config, Clock clock) {
        this.brx = brx;
        this.worker = worker;
        this.options = options;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Opens the HTTP endpoint.
     *
     * @throws BrxException {@code CONFIGURATION} if the port cannot be opened
     */
    void serve(String host, int port, PrometheusMeterRegistry meters) {
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        QueueMetrics queues = new QueueMetrics(meters, brx.queues());
        try {
            WorkerHttp opened = WorkerHttp.open(
                    new InetSocketAddress(host, port),
                    checks(),
                    new WorkerHttp.Metrics(queues::refresh, meters::scrape));
            http = opened;
            LOG.info("HTTP endpoint open address={} port={}", host, opened.port());
        } catch (IOException | IllegalArgumentException e) {
            throw BrxException.of(
                    BrxException.Kind.CONFIGURATION,
                    "--http-port: cannot listen on " + host + ":" + port + " (" + e.getMessage() + ")",
                    e);
        }
    }

    private List<HealthCheck> checks() {
        List<HealthCheck> checks = new ArrayList<>();
        checks.add(new HealthCheck("worker", "this process", () -> {
            if (draining) {
                throw BrxException.of(BrxException.Kind.UNAVAILABLE, "draining, takes no more tasks");
            }
            return options.threads() + " threads, " + worker.running() + " running";
        }));
        for (SyncStore.Probe probe : brx.store().probes()) {
            checks.add(new HealthCheck(probe.name(), probe.address(), probe::check));
        }
        checks.add(new HealthCheck(
                "redis",
                config.redis().address(),
                () -> "clock skew " + brx.queues().clockSkew().toMillis() + " ms"));
        // An open circuit is no reason to take the worker away: its users' lanes wait, other work goes on.
        checks.add(new HealthCheck(
                "cardtrader",
                config.cardTrader().baseUrl().toString(),
                () -> brx.marketplace().circuitOpen() ? "circuit open: not asked for the moment" : "circuit closed"));
        return checks;
    }

    /** Begins to recover, purge and, if wanted, reconcile. */
    void keepHouse(@Nullable Duration reconcileEvery) {
        Housekeeping housekeeping = new Housekeeping(brx, Duration.ofDays(config.retention()), clock);
        timer.scheduleWithFixedDelay(housekeeping::recover, 0, 60, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(housekeeping::purge, 1, 60, TimeUnit.MINUTES);
        if (reconcileEvery != null) {
            Reconciler reconciler = new Reconciler(brx, reconcileEvery, clock);
            long tick = reconciler.tick().toMillis();
            timer.scheduleWithFixedDelay(reconciler, 0, tick, TimeUnit.MILLISECONDS);
        }
    }

    /** From now on this worker is not ready. */
    void draining() {
        draining = true;
    }

    @Override
    public void close() {
        draining = true;
        // Before the endpoint goes: whoever watches may see the drain.
        worker.close();
        timer.shutdownNow();
        if (http != null) {
            http.close();
        }
    }
}
