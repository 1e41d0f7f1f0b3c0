package io.brxsync;

import io.brxsync.port.Operation;
import io.brxsync.port.OperationStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks at one operation until it ends. The database is the truth, whoever does the work. */
final class OperationFollower {
    private final OperationStore operations;
    private final String id;
    private final Consumer<Operation> progress;
    private final CompletableFuture<Operation> end = new CompletableFuture<>();
    private @Nullable Operation last; // owned by the timer's thread

    OperationFollower(OperationStore operations, String id, Consumer<Operation> progress) {
        this.operations = operations;
        this.id = id;
        this.progress = progress;
    }

    CompletableFuture<Operation> start(Duration every) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "brx-follow-" + id);
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        end.whenComplete((operation, failure) -> timer.shutdown());
        return end;
    }

    private void look() {
        try {
            Operation operation = operations
                    .find(id)
                    .orElseThrow(() ->
                            BrxException.of(BrxException.Kind.REJECTED, "There is no operation " + id + " (any more)"));
            if (!operation.equals(last)) {
                last = operation;
                progress.accept(operation);
            }
            if (operation.status().ended()) {
                end.complete(operation);
            }
        } catch (BrxException e) {
            if (e.kind() != BrxException.Kind.UNAVAILABLE && e.kind() != BrxException.Kind.RETRYABLE) {
                end.completeExceptionally(e);
            }
            // Otherwise the database comes back and the next look finds it.
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }
}
