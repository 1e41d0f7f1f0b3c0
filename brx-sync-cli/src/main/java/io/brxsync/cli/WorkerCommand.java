package io.brxsync.cli;

import io.brxsync.BrxSync;
import io.brxsync.Upkeep;
import io.brxsync.cli.dashboard.DashboardSettings;
import io.brxsync.store.TokenCipher;
import io.brxsync.task.TaskNames;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code worker}: consumer threads until somebody asks them to end. */
@Command(
        name = "worker",
        description = {
            "Runs consumer threads on queues until SIGTERM or Ctrl-C. Then it takes no more tasks, lets running ones end,"
                    + " and ends with 0 (SIGTERM) or 130 (Ctrl-C); a second signal ends it at once.",
            "A server that is unreachable at the start ends it with 3; one that goes away later is waited for."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brx-sync worker -c 8 -q high-priority,bulk-sync,default",
            "  brx-sync worker -c 2 -q high-priority --http-port 9090",
            "  DASHBOARD_ADMIN_TOKEN=$(cat token.txt) brx-sync worker --http-port 9090",
            "  brx-sync worker -c 8 -q bulk-sync --reconcile-every 6h --lease 30s",
            "  brx-sync worker -c 4 -q high-priority,default --http-port 9090 --webhooks --poll-orders-every 2m",
            "  brx-sync worker -c 16 --limit bulk-sync=4 --limit type:order_webhook=8",
            "  brx-sync worker -c 8 --celery-bridge --http-port 9090"
        })
final class WorkerCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-c", "--concurrency"},
            paramLabel = "N",
            defaultValue = "8",
            description = "Consumer threads, 1 to 1024 (default: ${DEFAULT-VALUE}).")
    private int concurrency;

    @Option(
            names = {"-q", "--queues"},
            paramLabel = "Q",
            split = ",",
            completionCandidates = Candidates.Queues.class,
            defaultValue = "high-priority,bulk-sync,default",
            description = "Queues, most preferred first (default: ${DEFAULT-VALUE}).")
    private List<String> queues = List.of();

    @Option(
            names = "--low-share",
            paramLabel = "SHARE",
            defaultValue = "0.0625",
            description = "Share of claims that look at the last queues first, so that they never starve; 0 to 0.5"
                    + " (default: ${DEFAULT-VALUE}, one of 16).")
    private double lowShare;

    @Option(
            names = "--lease",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long a task of a killed worker waits for another one (default: ${DEFAULT-VALUE}).")
    private Duration lease = Duration.ZERO;

    @Option(
            names = "--drain-timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long running tasks may go on after SIGTERM (default: ${DEFAULT-VALUE}).")
    private Duration drainTimeout = Duration.ZERO;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description =
                    "Serve the dashboard at /, /health/live, /health/ready and /metrics on this port; 0 takes a free"
                            + " one.")
    private @Nullable Integer httpPort;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Address to listen on (default: ${DEFAULT-VALUE}, all).")
    private String httpHost = "";

    @Mixin
    private final DashboardOptions dashboard = new DashboardOptions();

    @Option(
            names = "--reconcile-every",
            paramLabel = "TIME",
            description = "Sync every user once in this time, spread over it; once however many workers say so.")
    private @Nullable Duration reconcileEvery;

    @Option(
            names = "--poll-orders-every",
            paramLabel = "TIME",
            description =
                    "Look for each user's orders that no webhook announced once in this time, spread over it; once"
                            + " however many workers say so.")
    private @Nullable Duration pollOrdersEvery;

    @Option(
            names = "--webhooks",
            description = "Take CardTrader's webhooks at POST /webhooks/<user id>; needs --http-port.")
    private boolean webhooks;

    @Option(
            names = "--celery-bridge",
            description = "Also take over the messages that producers of a Celery service write into Redis"
                    + " (CELERY_BROKER_URL, else REDIS_URL); see 'celery'.")
    private boolean celeryBridge;

    @Option(
            names = "--limit",
            paramLabel = "NAME=N",
            description = "Run at most N tasks of a queue (QUEUE=N) or of a type (type:TYPE=N) at the same time, on all"
                    + " workers of the namespace together; repeatable. The last word counts, wherever it was said; see"
                    + " 'limits'.")
    private List<String> limits = List.of();

    WorkerCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        WorkerOptions options = options();
        List<LimitSetting> settings = Usage.of(
                spec, "--limit", () -> limits.stream().map(LimitSetting::parse).toList());
        DashboardSettings settingsOfDashboard = dashboard.settings(wiring);
        wiring.config().requirePostgres();
        TokenCipher.of(wiring.config().fernetKeys());
        Logger log = LoggerFactory.getLogger(WorkerCommand.class);
        log.info("Configuration {}", wiring.config().summary());

        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        BrxSync brx = wiring.brx(meters);
        Preflight.check(brx);
        settings.forEach(setting -> setting.apply(brx.queues()));
        Worker worker = brx.worker(
                options, Upkeep.DEFAULTS.withReconcileEvery(reconcileEvery).withPollOrdersEvery(pollOrdersEvery));
        CompletableFuture<Integer> end = new CompletableFuture<>();
        WorkerServices services = new WorkerServices(brx, worker, options, wiring.config());
        try (services) {
            if (celeryBridge) {
                services.bridge(wiring.celeryConfig(), wiring.shell().clock());
            }
            if (httpPort != null) {
                services.serve(httpHost, httpPort, meters);
                services.serveDashboard(settingsOfDashboard, wiring.shell().clock());
                if (webhooks) {
                    services.serveWebhooks();
                }
            }
            wiring.shell().signals().onRequest(signal -> {
                services.draining();
                end.complete(signal);
            });
            services.awaitBridge();
            worker.start();
            log.info("Worker ready threads={} queues={} lease={}", concurrency, queues, lease);
            int signal = await(end);
            return signal == Signals.INT ? ExitCode.INTERRUPTED : ExitCode.DONE;
        } finally {
            worker.close();
        }
    }

    private static int await(CompletableFuture<Integer> end) throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private WorkerOptions options() {
        Usage.require(
                spec,
                concurrency >= 1 && concurrency <= 1024,
                "-c must be a number from 1 to 1024, got " + concurrency);
        queues.forEach(queue -> Usage.of(spec, "-q", () -> TaskNames.requireQueue(queue)));
        Usage.require(spec, !queues.isEmpty(), "-q needs at least one queue");
        Usage.require(spec, queues.stream().distinct().count() == queues.size(), "-q names a queue twice: " + queues);
        Usage.require(spec, lowShare >= 0 && lowShare <= 0.5, "--low-share must be a number from 0 to 0.5");
        Usage.require(spec, lease.toMillis() >= 100, "--lease must be at least 100ms");
        Usage.require(spec, httpPort == null || httpPort >= 0 && httpPort <= 65_535, "--http-port must be 0 to 65535");
        Usage.require(
                spec,
                reconcileEvery == null || reconcileEvery.toMillis() >= 1000,
                "--reconcile-every must be at least 1s");
        Usage.require(
                spec,
                pollOrdersEvery == null || pollOrdersEvery.toMillis() >= 1000,
                "--poll-orders-every must be at least 1s");
        Usage.require(spec, !webhooks || httpPort != null, "--webhooks needs --http-port");
        return WorkerOptions.DEFAULTS
                .withThreads(concurrency)
                .withQueues(queues.toArray(String[]::new))
                .withLowShare(lowShare)
                .withLease(lease)
                .withDrainTimeout(drainTimeout);
    }
}
