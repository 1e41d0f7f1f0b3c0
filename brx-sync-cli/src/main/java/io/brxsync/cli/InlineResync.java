package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.port.Operation;
import io.brxsync.task.SyncTask;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Syncs one user after the other on this thread. */
final class InlineResync {
    private static final Logger LOG = LoggerFactory.getLogger(InlineResync.class);
    private static final long LOOK_EVERY_MILLIS = 500;

    private final Shell shell;
    private final BrxSync brx;
    private final boolean allowMassRemoval;
    private final ProgressBar bar; // guarded by itself
    private volatile boolean interrupted; // once true for ever

    InlineResync(Shell shell, BrxSync brx, boolean allowMassRemoval) {
        this.shell = shell;
        this.brx = brx;
        this.allowMassRemoval = allowMassRemoval;
        this.bar = new ProgressBar(shell);
    }

    /** Syncs them all; returns the exit code. A server that is away ends it at once, and so does a signal. */
    int run(List<UUID> users) {
        Thread self = Thread.currentThread();
        shell.signals().onRequest(signal -> {
            interrupted = true;
            self.interrupt();
        });
        try {
            return syncAll(users);
        } finally {
            // It has done its work; whatever is closed after this may take its time.
            Thread.interrupted();
        }
    }

    private int syncAll(List<UUID> users) {
        int failed = 0;
        for (int i = 0; i < users.size(); i++) {
            UUID user = users.get(i);
            String line;
            try {
                line = user + " completed, "
                        + OperationView.counts(sync(user, i, users.size()).progress());
            } catch (BrxException e) {
                if (interrupted) {
                    return interrupted("the sync of user " + user + " is recorded as failed", users.size() - i - 1);
                }
                if (e.kind() == BrxException.Kind.UNAVAILABLE || e.kind() == BrxException.Kind.CONFIGURATION) {
                    throw e;
                }
                failed++;
                line = user + " failed: " + e.getMessage();
            }
            synchronized (bar) {
                bar.println(line);
            }
            if (interrupted && i + 1 < users.size()) {
                return interrupted("no sync was cut short", users.size() - i - 1);
            }
        }
        return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int interrupted(String what, int left) {
        shell.err().println("Interrupted; " + what + ", " + left + " more not begun");
        return ExitCode.INTERRUPTED;
    }

    private Operation sync(UUID user, int done, int all) {
        SyncTask task = new SyncTask.BulkSync(user, allowMassRemoval);
        if (!shell.terminal().interactive()) {
            return brx.runInline(task);
        }
        ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(Daemons.named("brx-progress"));
        try {
            watcher.scheduleWithFixedDelay(() -> show(user, done, all), 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            return brx.runInline(task);
        } finally {
            watcher.shutdownNow();
            synchronized (bar) {
                bar.clear();
            }
        }
    }

    private void show(UUID user, int done, int all) {
        try {
            brx.store().operations().latest(user, 1).stream()
                    .filter(operation -> operation.status() == Operation.Status.RUNNING)
                    .findFirst()
                    .ifPresent(operation -> {
                        synchronized (bar) {
                            if (!Thread.currentThread().isInterrupted()) {
                                bar.show(
                                        (done + operation.progress().percent() / 100.0) / all,
                                        done + "/" + all + " users, "
                                                + operation.progress().processed() + " products read");
                            }
                        }
                    });
        } catch (BrxException e) {
            // The sync itself meets the same trouble and reports it.
            LOG.debug("Progress cannot be read now reason={}", e.getMessage());
        }
    }
}
