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

/**
 * A worker of this process runs a {@code bulk_sync} for each seller, from the outbox to the acknowledgement. It goes on from
 * one pass to the next.
 */
final class WorkerSync implements Way {
    private final BrxSync brx;
    private final Worker worker;
    private volatile Pass pass = new Pass(0);

    /** The tasks of one pass. */
    private static final class Pass {
        private final CountDownLatch left;
        private final AtomicReference<@Nullable Disposition> failure = new AtomicReference<>();

        Pass(int tasks) {
            this.left = new CountDownLatch(tasks);
        }

        void ended(Disposition disposition) {
            if (!(disposition instanceof Disposition.Ack)) {
                failure.compareAndSet(null, disposition);
            }
            left.countDown();
        }
    }

    WorkerSync(Map<String, String> environment, int threads) {
        this.brx = BrxSync.open(BrxConfig.from(environment));
        this.worker = brx.worker(
                WorkerOptions.DEFAULTS.withThreads(threads).withDrainTimeout(Duration.ofSeconds(60)),
                new WorkerListener() {
                    @Override
                    public void finished(Claim claim, Disposition disposition, Duration took) {
                        pass.ended(disposition);
                    }
                });
        worker.start();
    }

    @Override
    public long load(List<UUID> users) throws Exception {
        Pass now = new Pass(users.size());
        pass = now;
        long begin = System.nanoTime();
        brx.enqueueAll(users.stream()
                .map(user -> brx.codec().encode(new SyncTask.BulkSync(user), EnqueueOptions.DEFAULTS))
                .toList());
        now.left.await();
        long took = System.nanoTime() - begin;
        if (now.failure.get() != null) {
            throw new IllegalStateException("A sync did not end as it should: " + now.failure.get());
        }
        return took;
    }

    @Override
    public void close() {
        worker.close();
        brx.close();
    }
}
