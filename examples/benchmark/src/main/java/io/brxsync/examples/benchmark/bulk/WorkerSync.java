package io.brxsync.examples.benchmark.bulk;

import io.brxsync.BrxSync;
import io.brxsync.config.BrxConfig;
import io.brxsync.queue.Claim;
import io.brxsync.queue.Disposition;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.worker.Worker;
import io.brxsync.worker.WorkerListener;
import io.brxsync.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A worker of this process runs a {@code bulk_sync} for each seller, from the outbox to the acknowledgement. */
final class WorkerSync implements Way {
    private final BrxConfig config;
    private final int threads;

    WorkerSync(Map<String, String> environment, int threads) {
        this.config = BrxConfig.from(environment);
        this.threads = threads;
    }

    @Override
    public long load(List<UUID> users) throws Exception {
        long took;
        CountDownLatch left = new CountDownLatch(users.size());
        AtomicReference<@Nullable Disposition> failure = new AtomicReference<>();
        try (BrxSync brx = BrxSync.open(config);
                Worker worker = brx.worker(
                        WorkerOptions.DEFAULTS.withThreads(threads).withDrainTimeout(Duration.ofSeconds(60)),
                        new WorkerListener() {
                            @Override
                            public void finished(Claim claim, Disposition disposition, Duration took) {
                                if (!(disposition instanceof Disposition.Ack)) {
                                    failure.compareAndSet(null, disposition);
                                }
                                left.countDown();
                            }
                        })) {
            worker.start();
            long begin = System.nanoTime();
            brx.enqueueAll(users.stream()
                    .map(user -> brx.codec().encode(new SyncTask.BulkSync(user), EnqueueOptions.DEFAULTS))
                    .toList());
            left.await();
            took = System.nanoTime() - begin;
        }
        if (failure.get() != null) {
            throw new IllegalStateException("A sync did not end as it should: " + failure.get());
        }
        return took;
    }
}
