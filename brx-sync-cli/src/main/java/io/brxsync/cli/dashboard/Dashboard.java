package io.brxsync.cli.dashboard;

import io.brxsync.BrxSync;
import io.brxsync.cli.http.WorkerHttp;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/**
 * The dashboard: {@code /dashboard/} and its API on an open HTTP endpoint. Reads Redis every two seconds and PostgreSQL
 * every ten, however many pages are open. Thread-safe.
 */
public final class Dashboard implements AutoCloseable {
    static final String PATH = "/dashboard/";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final int LOOKS_PER_SAMPLE = 3;

    private final Watcher watcher;

    /**
     * Who answers.
     *
     * @param namespace the prefix of the keys in Redis
     * @param version of this program
     * @param worker whether this process works too
     * @param run another one after a restart
     */
    record About(String namespace, String version, boolean worker, String run) {}

    private Dashboard(Watcher watcher) {
        this.watcher = watcher;
    }

    /**
     * Serves it from now on.
     *
     * @param namespace the prefix of the keys in Redis
     * @param version of this program
     * @param worker whether this process works too
     */
    public static Dashboard serve(
            WorkerHttp http,
            BrxSync brx,
            DashboardSettings settings,
            Clock clock,
            String namespace,
            String version,
            boolean worker) {
        Watcher watcher = new Watcher(brx, clock, LOOK_EVERY, LOOKS_PER_SAMPLE);
        Gate gate = new Gate(settings);
        About about = new About(namespace, version, worker, UUID.randomUUID().toString());
        ApiHandler api =
                new ApiHandler(gate, new Reads(brx, watcher, about, clock), new Actions(brx.queues(), watcher));
        http.serve("/dashboard", new PageHandler(gate));
        http.serve(ApiHandler.PATH, api);
        http.serveHome("dashboard/");
        watcher.start();
        return new Dashboard(watcher);
    }

    @Override
    public void close() {
        watcher.close();
    }
}
