package io.brxsync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.queue.Disposition;
import io.brxsync.queue.QueueStats;
import io.brxsync.task.Task;
import io.brxsync.task.TaskPolicy;
import io.brxsync.task.TaskType;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sandbox with something to look at, and dashboards on it. */
final class DashboardScene implements AutoCloseable {
    static final String TOKEN = "token-of-the-admin-0123456789";

    /** What would run if it became markup. */
    static final String HOSTILE =
            "<img src=x onerror=\"window.owned='yes'\"><script>window.owned='yes'</script>\"'&amp;";

    /** Stands for whatever a payload may hold that is nobody's business. */
    static final String PRIVATE = "Rue de la Loi 16";

    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/");

    /** A task type of an application; its handler gives it up with the reason it is told. */
    record Reprice(UUID user, String reason, String note) implements Task {}

    private final Path directory;
    private final Sandbox sandbox;
    private final BrxSync brx;
    private final List<Board> boards = new ArrayList<>();

    DashboardScene(Path directory) {
        this.directory = directory;
        this.sandbox = Sandbox.migrated(directory);
        this.brx = BrxSync.builder(BrxConfig.from(sandbox.variables()))
                .handle(
                        TaskType.of("reprice", Reprice.class, TaskPolicy.standard()),
                        (task, context) -> new Disposition.Bury(task.reason()))
                .build();
    }

    Sandbox sandbox() {
        return sandbox;
    }

    BrxSync brx() {
        return brx;
    }

    /** Dead letters with these reasons, oldest first; no worker is left afterwards. */
    void bury(String... reasons) {
        long before = dead();
        try (Worker worker = brx.worker(WorkerOptions.DEFAULTS.withThreads(1).withQueues("default"))
                .start()) {
            for (int i = 0; i < reasons.length; i++) {
                brx.enqueue(new Reprice(new UUID(0xDEAD, before + i), reasons[i], PRIVATE));
                long wanted = before + i + 1;
                Sandbox.await("a dead letter", Duration.ofSeconds(30), () -> dead() == wanted);
            }
        }
    }

    /** Tasks that wait: nobody works. */
    void enqueue(int tasks) {
        for (int i = 0; i < tasks; i++) {
            brx.enqueue(new Reprice(new UUID(0xBEEF, i), "waits", PRIVATE));
        }
    }

    QueueStats queue(String name) {
        return brx.queues().stats().stream()
                .filter(stats -> stats.queue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long dead() {
        return brx.queues().stats().stream().mapToLong(QueueStats::dead).sum();
    }

    /** A user in the database only. */
    void user(UUID user, String status, String lastError) {
        sandbox.update(
                "insert into user_sync_settings (user_id, cardtrader_token_encrypted, sync_status, last_sync_at, last_error)"
                        + " values (?, 'gAAAA-of-nobody', ?::sync_status_enum, now() - interval '5 minutes', ?)",
                user,
                status,
                lastError);
    }

    Board readOnly() {
        return start(sandbox.run(directory));
    }

    Board withToken() {
        return start(sandbox.run(directory).with("DASHBOARD_ADMIN_TOKEN", TOKEN));
    }

    Board start(Run run) {
        CompletableFuture<Run.Result> end = run.start("dashboard", "--http-port", "0");
        Sandbox.await("the dashboard", Duration.ofSeconds(30), () -> {
            assertThat(end).as(run.errSoFar()).isNotDone();
            return ADDRESS.matcher(run.outSoFar()).find();
        });
        Matcher address = ADDRESS.matcher(run.outSoFar());
        assertThat(address.find()).isTrue();
        Board board = new Board(run, end, Integer.parseInt(address.group(1)));
        boards.add(board);
        return board;
    }

    /** A dashboard that is shown. */
    record Board(Run run, CompletableFuture<Run.Result> end, int port) {
        String url() {
            return "http://127.0.0.1:" + port + "/dashboard/";
        }

        Run.Result stop() {
            try {
                run.signals().raise(Signals.TERM);
                return end.get(30, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        boards.stream().filter(board -> !board.end().isDone()).forEach(Board::stop);
        brx.close();
        sandbox.close();
    }
}
