package io.brxsync.cli.dashboard;

import io.brxsync.BrxSync;
import io.brxsync.cli.dashboard.Problems.Problem;
import io.brxsync.cli.dashboard.Throughput.Rates;
import io.brxsync.port.Account;
import io.brxsync.port.AccountCounts;
import io.brxsync.port.AccountPage;
import io.brxsync.port.AccountQuery;
import io.brxsync.port.Operation;
import io.brxsync.port.SyncStatus;
import io.brxsync.queue.DeadTask;
import io.brxsync.queue.QueueStats;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskNames;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the page shows. Payloads are left out: they are nobody's business here. Thread-safe. */
final class Reads {
    private static final List<String> SYNCS = List.of("bulk_sync", "periodic_sync");
    private static final int FARTHEST_USER = 1_000_000;
    /** Redis hands out all letters up to there: enough to look at, cheap enough for anybody to ask. */
    private static final int FARTHEST_LETTER = 10_000;

    private final BrxSync brx;
    private final Watcher watcher;
    private final Dashboard.About about;
    private final Clock clock;

    Reads(BrxSync brx, Watcher watcher, Dashboard.About about, Clock clock) {
        this.brx = brx;
        this.watcher = watcher;
        this.about = about;
        this.clock = clock;
    }

    /**
     * Everything at a glance.
     *
     * @param now the server's time
     * @param about who answers
     * @param actions whether somebody with the token may act
     * @param queuesAt when the queues were read last, null for never
     * @param queuesError why they cannot be read, null if they can
     * @param usersError why users cannot be counted, null if they can
     * @param problems what somebody should look at, worst first
     * @param queues all queues
     * @param rates all workers together
     * @param workers all workers
     * @param users users by state, null before they were counted
     */
    record Overview(
            Instant now,
            Dashboard.About about,
            boolean actions,
            @Nullable Instant queuesAt,
            @Nullable String queuesError,
            @Nullable String usersError,
            List<Problem> problems,
            List<QueueView> queues,
            Rates rates,
            List<Workers.View> workers,
            @Nullable AccountCounts users) {}

    /** A queue in numbers. */
    record QueueView(
            String queue,
            long ready,
            long inFlight,
            long scheduled,
            long held,
            long parked,
            long dead,
            double oldestSeconds,
            boolean paused) {
        static QueueView of(QueueStats stats) {
            return new QueueView(
                    stats.queue(),
                    stats.ready(),
                    stats.claimed(),
                    stats.scheduled(),
                    stats.heldLanes(),
                    stats.parkedLanes(),
                    stats.dead(),
                    stats.oldestReady().toMillis() / 1000.0,
                    stats.paused());
        }
    }

    Overview overview(boolean actions) {
        Watcher.Queues queues = watcher.queues();
        Watcher.Users users = watcher.users();
        return new Overview(
                clock.instant(),
                about,
                actions,
                queues.at(),
                queues.error(),
                users.error(),
                queues.at() == null ? List.of() : Problems.of(queues.stats(), queues.workers(), users.counts()),
                queues.stats().stream().map(QueueView::of).toList(),
                queues.rates(),
                queues.workers().stream().map(Workers.View::of).toList(),
                users.counts());
    }

    /** Samples, oldest first; {@code run} tells the numbers of two processes apart. */
    record Samples(String run, long everySeconds, List<History.Point> points) {}

    Samples history(Query query) {
        int after = query.number("after", 0, 0, Integer.MAX_VALUE);
        return new Samples(
                about.run(),
                watcher.sampleEvery().toSeconds(),
                watcher.history().after(after));
    }

    /** A page of users, and how many there are on all. */
    record Users(List<User> users, long total) {}

    /** A user and their newest sync. */
    record User(
            UUID user,
            String status,
            boolean suspended,
            @Nullable Instant lastSyncAt,
            @Nullable String lastError,
            long products,
            @Nullable Sync sync) {}

    /** A sync and how far it got. */
    record Sync(
            String type,
            String status,
            int percent,
            long processed,
            long total,
            @Nullable String message,
            Instant createdAt,
            @Nullable Instant completedAt) {
        static Sync of(Operation operation) {
            return new Sync(
                    operation.type(),
                    operation.status().name().toLowerCase(Locale.ROOT),
                    operation.progress().percent(),
                    operation.progress().processed(),
                    operation.progress().totalProducts(),
                    operation.progress().message(),
                    operation.createdAt(),
                    operation.completedAt());
        }
    }

    Users users(Query query) {
        String wanted = query.text("status");
        boolean suspended = wanted.equals("suspended");
        AccountPage page = brx.store()
                .accounts()
                .page(new AccountQuery(
                        wanted.isEmpty() || suspended ? null : status(wanted),
                        suspended,
                        query.text("search"),
                        query.number("offset", 0, 0, FARTHEST_USER),
                        query.number("limit", 25, 1, 100)));
        Map<UUID, Operation> syncs =
                brx
                        .store()
                        .operations()
                        .newest(page.accounts().stream().map(Account::user).toList(), SYNCS)
                        .stream()
                        .collect(Collectors.toMap(Operation::user, Function.identity()));
        return new Users(
                page.accounts().stream()
                        .map(account -> user(account, syncs.get(account.user())))
                        .toList(),
                page.total());
    }

    private static SyncStatus status(String name) {
        for (SyncStatus status : SyncStatus.values()) {
            if (status.wireName().equals(name)) {
                return status;
            }
        }
        throw new IllegalArgumentException("status must be idle, initial_sync, active, error or suspended");
    }

    private static User user(Account account, @Nullable Operation sync) {
        return new User(
                account.user(),
                account.status().wireName(),
                account.suspended(),
                account.lastSyncAt(),
                account.lastError(),
                account.products(),
                sync == null ? null : Sync.of(sync));
    }

    /** A page of dead letters, newest first, and how many there are on all. */
    record Dead(List<Letter> dead, long total) {}

    /** A dead letter. */
    record Letter(
            String id,
            String type,
            String queue,
            UUID user,
            String reason,
            int attempts,
            int crashes,
            Instant enqueuedAt,
            Instant buriedAt) {
        static Letter of(DeadTask task) {
            TaskMessage message = task.message();
            return new Letter(
                    message.id(),
                    message.type(),
                    message.queue(),
                    message.user(),
                    task.reason(),
                    task.attempts(),
                    task.crashes(),
                    message.options().enqueuedAt(),
                    task.buriedAt());
        }
    }

    Dead dead(Query query) {
        String queue = query.text("queue");
        String only = queue.isEmpty() ? null : TaskNames.requireQueue(queue);
        List<Letter> letters = brx
                .queues()
                .dead(only, query.number("offset", 0, 0, FARTHEST_LETTER), query.number("limit", 25, 1, 100))
                .stream()
                .map(Letter::of)
                .toList();
        long total = brx.queues().stats().stream()
                .filter(stats -> only == null || stats.queue().equals(only))
                .mapToLong(QueueStats::dead)
                .sum();
        return new Dead(letters, total);
    }
}
