package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.celery.CeleryBridge;
import io.brxsync.celery.CeleryBroker;
import io.brxsync.cli.http.HealthCheck;
import io.brxsync.cli.http.WebhookEndpoint;
import io.brxsync.cli.http.WorkerHttp;
import io.brxsync.config.BrxConfig;
import io.brxsync.config.CeleryConfig;
import io.brxsync.metrics.QueueMetrics;
import io.brxsync.port.SyncStore;
import io.brxsync.redis.RedisBackend;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs beside a worker: its HTTP endpoint, and the bridge from Celery. */
final class WorkerServices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerServices.class);

    /** After that, the worker helps with the backlog whatever an export may overwrite. */
    private static final Duration LONGEST_BACKLOG = Duration.ofMinutes(1);

    private final BrxSync brx;
    private final Worker worker;
    private final WorkerOptions options;
    private final BrxConfig config;
    private @Nullable WorkerHttp http;
    private volatile @Nullable CeleryBridge bridge;
    private volatile boolean draining;

    WorkerServices(BrxSync brx, Worker worker, WorkerOptions options, BrxConfig config) {
        this.brx = brx;
        this.worker = worker;
        this.options = options;
        this.config = config;
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

    /** Takes webhooks on the open HTTP endpoint. */
    void serveWebhooks() {
        Objects.requireNonNull(http).serve(new WebhookEndpoint(brx.webhookReceiver()));
        LOG.info("Webhooks are taken path=/webhooks/<user>");
    }

    /**
     * Begins to take over Celery's messages; before {@link #serve}, which says how that goes.
     *
     * @throws BrxException {@code UNAVAILABLE} if Celery's Redis does not answer
     */
    void bridge(CeleryConfig celery, InstantSource clock) {
        CeleryBroker broker = RedisBackend.celery(celery, brx.meters());
        CeleryBridge opened =
                new CeleryBridge(brx, broker, celery, UUID.randomUUID().toString(), options.lease(), clock);
        bridge = opened;
        opened.start();
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
        CeleryBridge open = bridge;
        if (open != null) {
            checks.add(new HealthCheck("celery", open.address(), open::check));
        }
        return checks;
    }

    /** Waits until the bridge has passed on what lay in Celery's lists before, if there is one. */
    void awaitBridge() throws InterruptedException {
        CeleryBridge open = bridge;
        if (open != null) {
            open.awaitCaughtUp(LONGEST_BACKLOG);
        }
    }

    /** From now on this worker is not ready. */
    void draining() {
        draining = true;
    }

    @Override
    public void close() {
        draining = true;
        CeleryBridge open = bridge;
        if (open != null) {
            open.close();
        }
        // Before the endpoint goes: whoever watches may see the drain.
        worker.close();
        if (http != null) {
            http.close();
        }
    }
}
