package io.brxsync.redis;

import io.brxsync.limit.EndpointClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ended requests that Redis does not know of yet. The user's next request takes them along for nothing; what is left
 * goes in one batch for all users, a moment later. Nobody waits for it: until Redis knows, the permit stays taken, and
 * the time since the end is sent along, so a late report costs no allowance. Thread-safe.
 */
final class Reports implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /** How long a report waits for the user's next request, which takes it along; an eighth of a shorter window. */
    private static final Duration GATHER = Duration.ofMillis(250);

    /** The same for classes of a few requests a second, where the next one may hang on it. */
    private static final Duration GATHER_SCARCE = Duration.ofMillis(50);

    private static final int GATHERED_IN_A_WINDOW = 8;

    private static final Duration WHEN_AWAY = Duration.ofMillis(500);
    private static final Duration AT_CLOSE = Duration.ofSeconds(1);

    private final LimitScripts scripts;
    private final LongSupplier nanos;
    private final Map<UUID, List<Report>> pending = new ConcurrentHashMap<>();
    private final Duration gather;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicBoolean scheduledSoon = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor timer;

    /** Whether Redis may have forgotten the script. */
    private volatile boolean unknown = true;

    Reports(LimitScripts scripts, Duration window, LongSupplier nanos) {
        this.scripts = scripts;
        this.gather = gather(window);
        this.nanos = nanos;
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "brx-limit-reports");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /**
     * How one request ended.
     *
     * @param permit its permit
     * @param at when, on this machine's monotonic clock
     * @param answered false when it never left
     */
    record Report(long permit, long at, boolean answered) {}

    /** How long reports of the general class wait where the window is so long; the scripts reckon with twice this. */
    static Duration gather(Duration window) {
        Duration share = window.dividedBy(GATHERED_IN_A_WINDOW);
        return share.compareTo(GATHER) < 0 ? share : GATHER;
    }

    void add(UUID user, EndpointClass endpoint, Report report) {
        restore(user, List.of(report));
        if (endpoint == EndpointClass.GENERAL) {
            schedule(scheduled, gather);
        } else {
            schedule(scheduledSoon, GATHER_SCARCE);
        }
    }

    /** Takes a user's reports; whoever takes them has to deliver them or {@link #restore} them. */
    List<Report> take(UUID user) {
        List<Report> taken = pending.remove(user);
        return taken == null ? List.of() : taken;
    }

    void restore(UUID user, List<Report> reports) {
        if (!reports.isEmpty()) {
            pending.merge(user, reports, (one, other) -> {
                List<Report> both = new ArrayList<>(one);
                both.addAll(other);
                return both;
            });
        }
    }

    /** As the scripts read them: the age is rounded down, which makes the end later. */
    List<String> arguments(List<Report> reports) {
        long now = nanos.getAsLong();
        List<String> arguments = new ArrayList<>(reports.size() * 3);
        for (Report report : reports) {
            arguments.add(Long.toString(report.permit()));
            arguments.add(Long.toString(Math.max(0, TimeUnit.NANOSECONDS.toMillis(now - report.at()))));
            arguments.add(report.answered() ? "A" : "U");
        }
        return arguments;
    }

    private void schedule(AtomicBoolean once, Duration in) {
        if (once.compareAndSet(false, true)) {
            try {
                timer.schedule(() -> flush(once), in.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                LOG.debug("Closed, the reports of the last requests are left to their time-out");
            }
        }
    }

    private void flush(AtomicBoolean once) {
        once.set(false);
        Map<UUID, List<Report>> taken = new HashMap<>();
        for (UUID user : List.copyOf(pending.keySet())) {
            List<Report> reports = take(user);
            if (!reports.isEmpty()) {
                taken.put(user, reports);
            }
        }
        if (!taken.isEmpty()) {
            send(taken);
        }
    }

    private void send(Map<UUID, List<Report>> taken) {
        Map<UUID, List<String>> arguments = new HashMap<>();
        taken.forEach((user, reports) -> arguments.put(user, arguments(reports)));
        CompletableFuture<?> sent;
        try {
            sent = scripts.report(arguments, unknown);
        } catch (RuntimeException e) {
            sent = CompletableFuture.failedFuture(e);
        }
        sent.whenComplete((done, failure) -> {
            unknown = failure != null;
            if (failure != null) {
                // Reports may come twice, so a batch that was half taken goes again as a whole.
                LOG.debug("Redis did not take the reports of ended requests, they go again users={}", taken.size());
                taken.forEach(this::restore);
                schedule(scheduled, WHEN_AWAY);
            }
        });
    }

    /** Delivers what is left, within a second; what cannot be delivered times out by itself. */
    @Override
    public void close() {
        timer.shutdownNow();
        Map<UUID, List<String>> rest = new HashMap<>();
        pending.forEach((user, reports) -> rest.put(user, arguments(reports)));
        if (rest.isEmpty()) {
            return;
        }
        try {
            scripts.report(rest, true).get(AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (CompletionException | java.util.concurrent.ExecutionException | TimeoutException e) {
            LOG.debug("Redis did not take the last reports, their permits time out", e);
        }
    }
}
