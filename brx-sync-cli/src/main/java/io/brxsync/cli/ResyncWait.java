package io.brxsync.cli;

import io.brxsync.BrxException;
import io.brxsync.BrxSync;
import io.brxsync.port.Operation;
import io.brxsync.port.SyncProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Follows many syncs to their ends, with one bar for all of them and one line for each end. For one thread. */
final class ResyncWait {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration HINT_AFTER = Duration.ofSeconds(10);

    /** A database that is away longer than this is not waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Shell shell;
    private final BrxSync brx;
    private final ProgressBar bar;
    private final CountDownLatch interrupted = new CountDownLatch(1);

    private int failed;
    private boolean begun;
    private boolean hinted;
    private @Nullable Instant troubleSince;

    ResyncWait(Shell shell, BrxSync brx) {
        this.shell = shell;
        this.brx = brx;
        this.bar = new ProgressBar(shell);
    }

    /**
     * Waits for the ends.
     *
     * @param tasks the task of each user
     * @return the exit code
     */
    int until(Map<UUID, String> tasks) throws InterruptedException {
        shell.signals().onRequest(signal -> interrupted.countDown());
        Map<UUID, String> open = new LinkedHashMap<>(tasks);
        Instant start = shell.clock().instant();
        do {
            look(open, tasks.size());
            hint(start, open.size());
            if (open.isEmpty()) {
                bar.clear();
                return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
            }
        } while (!interrupted.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS));
        bar.clear();
        shell.err()
                .println("Interrupted; the tasks go on (" + open.size() + " of " + tasks.size()
                        + " not ended yet, see 'brx-sync status')");
        return ExitCode.INTERRUPTED;
    }

    private void look(Map<UUID, String> open, int all) {
        double percents = 100.0 * (all - open.size());
        long products = 0;
        for (Iterator<Map.Entry<UUID, String>> entries = open.entrySet().iterator(); entries.hasNext(); ) {
            if (interrupted.getCount() == 0) {
                return;
            }
            Map.Entry<UUID, String> entry = entries.next();
            try {
                Optional<Operation> operation = brx.operation(entry.getValue());
                if (ended(entry.getKey(), entry.getValue(), operation)) {
                    entries.remove();
                    percents += 100;
                } else {
                    SyncProgress progress = operation.map(Operation::progress).orElse(SyncProgress.NONE);
                    percents += progress.percent();
                    products += progress.processed();
                }
                troubleSince = null;
            } catch (BrxException e) {
                rideOut(e);
                return;
            }
        }
        bar.show(percents / 100 / all, (all - open.size()) + "/" + all + " users, " + products + " products read");
    }

    /** Prints the line of a sync that has ended. */
    private boolean ended(UUID user, String task, Optional<Operation> operation) {
        Operation found = operation.orElseThrow(() -> BrxException.of(
                BrxException.Kind.REJECTED,
                "The database knows nothing of task " + task + " of user " + user + " any more"));
        begun |= found.status() != Operation.Status.PENDING;
        if (!found.status().ended()) {
            return false;
        }
        if (found.status() == Operation.Status.COMPLETED) {
            bar.println(user + " completed, " + OperationView.counts(found.progress()));
        } else {
            failed++;
            bar.println(user + " failed: " + found.progress().message());
        }
        return true;
    }

    private void hint(Instant start, int open) {
        boolean due = Duration.between(start, shell.clock().instant()).compareTo(HINT_AFTER) > 0;
        if (open > 0 && !begun && !hinted && due) {
            hinted = true;
            bar.clear();
            shell.err().println("No worker has begun yet; is a 'brx-sync worker' running on the queue?");
        }
    }

    private void rideOut(BrxException e) {
        boolean passing = e.kind() == BrxException.Kind.UNAVAILABLE || e.kind() == BrxException.Kind.RETRYABLE;
        Instant now = shell.clock().instant();
        if (troubleSince == null) {
            troubleSince = now;
            bar.clear();
            shell.err().println(e.getMessage() + "; the tasks go on, looking again");
        }
        if (!passing || Duration.between(troubleSince, now).compareTo(PATIENCE) > 0) {
            throw e;
        }
    }
}
