package io.brxsync.cli.dashboard;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.cli.dashboard.Throughput.Rates;
import io.brxsync.port.AccountCounts;
import io.brxsync.queue.QueueStats;
import io.brxsync.queue.WorkerDirectory.Sighting;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at queues, workers and users at fixed times, so that any number of open pages costs the servers nothing more. A
 * server that hangs holds up its own looks only. Thread-safe.
 */
final class Watcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);
    private static final Duration USERS_EVERY = Duration.ofSeconds(10);
    private static final Duration HISTORY = Duration.ofHours(1);

    private final BrxSync brx;
    private final Clock clock;
    private final Duration every;
    private final int looksPerSample;
    private final History history;
    private final ScheduledExecutorService queueThread = daemon("brx-dashboard-queues");
    private final ScheduledExecutorService userThread = daemon("brx-dashboard-users");

    // Both guarded by lookLock.
    private final Throughput throughput = new Throughput();
    private int looks;
    private final Object lookLock = new Object();

    private volatile Queues queues = new Queues(null, List.of(), List.of(), Rates.NONE, null);
    private volatile Users users = new Users(null, null, null);

    /**
     * The last good look at Redis.
     *
     * @param at when it was, null for never
     * @param stats all queues
     * @param workers all workers
     * @param rates what they did within a minute
     * @param error why the latest look failed, null if it did not
     */
    record Queues(
            @Nullable Instant at,
            List<QueueStats> stats,
            List<Sighting> workers,
            Rates rates,
            @Nullable String error) {}

    /**
     * The last good look at the database.
     *
     * @param at when it was, null for never
     * @param counts users by state, null before the first
     * @param error why the latest look failed, null if it did not
     */
    record Users(
            @Nullable Instant at,
            @Nullable AccountCounts counts,
            @Nullable String error) {}

    /**
     * Looks from {@link #start()} on.
     *
     * @param every how often to look at queues and workers
     * @param looksPerSample every how many looks one is kept for an hour
     */
    Watcher(BrxSync brx, Clock clock, Duration every, int looksPerSample) {
        this.brx = brx;
        this.clock = clock;
        this.every = every;
        this.looksPerSample = looksPerSample;
        this.history = new History((int) HISTORY.dividedBy(every.multipliedBy(looksPerSample)));
    }

    void start() {
        queueThread.scheduleWithFixedDelay(this::lookAtQueues, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        userThread.scheduleWithFixedDelay(this::lookAtUsers, 0, USERS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    Queues queues() {
        return queues;
    }

    Users users() {
        return users;
    }

    History history() {
        return history;
    }

    Duration sampleEvery() {
        return every.multipliedBy(looksPerSample);
    }

    /** Looks now: something was changed. */
    void lookAtQueues() {
        synchronized (lookLock) {
            try {
                List<QueueStats> stats = brx.queues().stats();
                List<Sighting> workers = brx.queues().workers().all();
                Queues now = new Queues(clock.instant(), stats, workers, throughput.of(workers), null);
                if (looks++ % looksPerSample == 0) {
                    history.add(clock.instant(), stats, now.rates());
                }
                queues = now;
            } catch (RuntimeException e) {
                Queues last = queues;
                queues = new Queues(last.at(), last.stats(), last.workers(), last.rates(), words(e));
            }
        }
    }

    private void lookAtUsers() {
        try {
            users = new Users(clock.instant(), brx.store().accounts().counts(), null);
        } catch (RuntimeException e) {
            users = new Users(users.at(), users.counts(), words(e));
        }
    }

    /** Only our own exceptions are known to hold no secret. */
    static String words(RuntimeException failure) {
        if (failure instanceof BrxException known) {
            return String.valueOf(known.getMessage());
        }
        LOG.warn("Dashboard met an unexpected failure, it goes on", failure);
        return "unexpected " + failure.getClass().getName();
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void close() {
        queueThread.shutdownNow();
        userThread.shutdownNow();
    }
}
