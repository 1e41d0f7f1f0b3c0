package io.brxsync.examples.embedded;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.port.Operation;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerOptions;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Syncs one connected seller inside this JVM: {@code java … Embedded <user id>}, configured by the variables of the
 * README. The whole use of the library is the body of {@link #sync}.
 */
public final class Embedded {
    private Embedded() {}

    /** Runs with the process' environment. */
    public static void main(String[] args) throws Exception {
        System.out.println(sync(System.getenv(), UUID.fromString(args[0])));
    }

    /** Enqueues a sync, works it off, follows it to its end. */
    static Operation sync(Map<String, String> environment, UUID user) throws Exception {
        try (BrxSync brx = BrxSync.open(BrxConfig.from(environment));
                Worker worker = brx.worker(WorkerOptions.DEFAULTS.withThreads(2))) {
            worker.start();
            String id = brx.enqueue(new SyncTask.BulkSync(user)).taskId();
            return brx.follow(
                            id,
                            Duration.ofMillis(200),
                            operation -> System.out.println(operation.status() + " "
                                    + operation.progress().percent() + " %"))
                    .get();
        }
    }
}
