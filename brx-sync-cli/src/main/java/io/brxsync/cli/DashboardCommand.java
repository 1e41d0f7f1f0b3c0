package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.cli.dashboard.Dashboard;
import io.brxsync.cli.dashboard.DashboardSettings;
import io.brxsync.cli.http.WorkerHttp;
import io.brxsync.metrics.QueueMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dashboard}: the web page of a worker, without working. */
@Command(
        name = "dashboard",
        description = {
            "Serves a web page with queues, throughput, workers, users and dead letters, until Ctrl-C or SIGTERM. It is the"
                    + " page that 'worker --http-port' serves too; this process takes no tasks.",
            "Anybody who reaches the port may look. Only who knows the admin token may pause, resume, retry and purge;"
                    + " without a token nobody may. Other host names than addresses and names without a dot are"
                    + " answered when DASHBOARD_HOSTS lists them, separated by commas."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  brx-sync dashboard",
            "  brx-sync dashboard --http-port 8080 --admin-token-file /etc/brx-sync/admin-token",
            "  DASHBOARD_HOSTS=brx.example.com brx-sync dashboard --http-host 0.0.0.0",
            "  openssl rand -hex 24 > admin-token        # makes a token"
        })
final class DashboardCommand implements Callable<Integer> {
    private final Wiring wiring;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "9090",
            description = "Port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    private int httpPort;

    @Option(
            names = "--http-host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine only).")
    private String httpHost = "";

    @Mixin
    private final DashboardOptions dashboard = new DashboardOptions();

    DashboardCommand(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public Integer call() throws InterruptedException {
        Usage.require(spec, httpPort >= 0 && httpPort <= 65_535, "--http-port must be 0 to 65535");
        DashboardSettings settings = dashboard.settings(wiring);
        wiring.config().requirePostgres();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        BrxSync brx = wiring.brx(meters);
        CompletableFuture<Integer> end = new CompletableFuture<>();
        try (WorkerHttp http = open(brx, meters);
                Dashboard shown = Dashboard.serve(
                        http,
                        brx,
                        settings,
                        wiring.shell().clock(),
                        wiring.config().redis().namespace(),
                        Version.number(),
                        false)) {
            wiring.shell().signals().onRequest(end::complete);
            wiring.shell()
                    .out()
                    .println("Dashboard at http://" + httpHost + ":" + http.port() + "/ "
                            + (settings.adminToken() == null
                                    ? "(read-only: no admin token)"
                                    : "(actions with the admin token)"));
            wiring.shell().out().flush();
            return end.get() == Signals.INT ? ExitCode.INTERRUPTED : ExitCode.DONE;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private WorkerHttp open(BrxSync brx, PrometheusMeterRegistry meters) {
        QueueMetrics queues = new QueueMetrics(meters, brx.queues());
        try {
            return WorkerHttp.open(
                    new InetSocketAddress(httpHost, httpPort),
                    Dependencies.checks(brx, wiring.config()),
                    new WorkerHttp.Metrics(queues::refresh, meters::scrape));
        } catch (IOException | IllegalArgumentException e) {
            throw BrxException.of(
                    BrxException.Kind.CONFIGURATION,
                    "--http-port: cannot listen on " + httpHost + ":" + httpPort + " (" + e.getMessage() + ")",
                    e);
        }
    }
}
