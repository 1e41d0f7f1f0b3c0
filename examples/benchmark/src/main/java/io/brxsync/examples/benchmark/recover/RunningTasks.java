package io.brxsync.examples.benchmark.recover;

import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.rivals.QueueProcess;
import io.brxsync.examples.benchmark.rivals.QueueSystem;
import io.brxsync.examples.benchmark.rivals.Setup;
import io.brxsync.examples.benchmark.rivals.Site;
import io.brxsync.examples.services.LocalRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What becomes of the tasks that a worker runs, one per thread, when it and what it has started are killed with SIGKILL, and
 * another one is started at that moment.
 *
 * @param system the queue
 * @param threads of each worker
 * @param lease after which tasks are to come back; zero for the system's own default
 * @param interpreters what runs programs, where it is not the one on the path
 * @param within how long they are waited for
 */
record RunningTasks(QueueSystem system, int threads, Duration lease, Map<String, String> interpreters, Duration within)
        implements Contender.Trial {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public Figures run() throws Exception {
        try (LocalRedis redis = LocalRedis.start();
                Site site = new Site(
                        system, Setup.of(redis.url(), threads, interpreters).withLease(lease));
                QueueProcess sender = site.start()) {
            long killed = interrupt(site, sender);
            try (QueueProcess second = site.start()) {
                second.work();
                Map<Long, Double> again = startsUntil(second, killed);
                Figures figures = figures(again, sender.held());
                // What it runs would take as long again.
                second.kill();
                return figures;
            }
        }
    }

    /** Has the first worker run a task with each thread, and kills it; returns when. */
    private long interrupt(Site site, QueueProcess sender) throws IOException, InterruptedException {
        try (QueueProcess first = site.start()) {
            first.work();
            for (int number = 0; number < threads; number++) {
                sender.enqueueUrgent(number, within.multipliedBy(2).toMillis());
            }
            for (int running = 0; running < threads; running++) {
                if (first.nextStart(PATIENCE) == null) {
                    throw new IllegalStateException("Only " + running + " tasks started within " + PATIENCE);
                }
            }
            long killed = System.nanoTime();
            first.kill();
            return killed;
        }
    }

    /** When each task started again, in seconds after the kill; those that did in time. */
    private Map<Long, Double> startsUntil(QueueProcess worker, long killed) throws InterruptedException {
        Map<Long, Double> again = new HashMap<>();
        long end = killed + within.toNanos();
        while (again.size() < threads) {
            QueueProcess.Start start = worker.nextStart(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
            if (start == null) {
                break;
            }
            again.putIfAbsent(start.number(), (double) (start.nanos() - killed) / TimeUnit.SECONDS.toNanos(1));
        }
        return again;
    }

    private Figures figures(Map<Long, Double> again, int held) {
        Figures figures = Figures.NONE
                .with("tasks that ran", threads)
                .with("run again within " + within.toSeconds() + " s", again.size())
                .with("lost", threads - Math.max(again.size(), Math.min(held, threads)));
        if (again.isEmpty()) {
            return figures;
        }
        return figures.with(
                        "first runs again after s",
                        again.values().stream().mapToDouble(s -> s).min().orElseThrow())
                .with(
                        "last runs again after s",
                        again.values().stream().mapToDouble(s -> s).max().orElseThrow());
    }
}
