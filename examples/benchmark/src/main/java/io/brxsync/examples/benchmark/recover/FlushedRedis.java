package io.brxsync.examples.benchmark.recover;

import io.brxsync.BrxSync;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.setting.Ledger;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.benchmark.setting.Usage;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.queue.QueueStats;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Redis forgets everything while so many operations are pending; then {@link BrxSync#recover()}.
 *
 * @param pending operations, of one seller each
 */
record FlushedRedis(int pending) implements Contender.Trial {
    private static final int BATCH = 1000;
    private static final Duration SETTLED = Duration.ofMillis(2500);

    @Override
    public Figures run() throws Exception {
        try (Setting setting = new Setting(SimulatorOptions.defaults())) {
            setting.begin();
            try (BrxSync brx = setting.open();
                    Ledger ledger = new Ledger(setting)) {
                long begin = System.nanoTime();
                for (int first = 0; first < pending; first += BATCH) {
                    brx.enqueueAll(messages(brx, first, Math.min(pending, first + BATCH)));
                }
                double enqueued = (System.nanoTime() - begin) / 1e9;
                // Younger rows are left alone by recovery: they may be on their way to Redis.
                Thread.sleep(SETTLED.toMillis());
                return recover(setting, brx, ledger).with("enqueued at first, tasks/s", pending / enqueued);
            }
        }
    }

    private static List<TaskMessage> messages(BrxSync brx, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(
                        user -> brx.codec().encode(new SyncTask.BulkSync(Setting.user(user)), EnqueueOptions.DEFAULTS))
                .toList();
    }

    private Figures recover(Setting setting, BrxSync brx, Ledger ledger) throws Exception {
        setting.redis().command("FLUSHALL");
        double postgres = Usage.of(setting.postgres().pid()).cpuSeconds();
        double own = Usage.ofThisProcess().cpuSeconds();
        long begin = System.nanoTime();
        long recovered = brx.recover();
        double seconds = (System.nanoTime() - begin) / 1e9;
        Figures figures = Figures.NONE
                .with("pending operations", ledger.count(Ledger.UNDER_WAY))
                .with("enqueued again", recovered)
                .with(
                        "ready in Redis",
                        brx.queues().stats().stream()
                                .mapToLong(QueueStats::ready)
                                .sum())
                .with("s until all are enqueued again", seconds)
                .with("tasks/s", recovered / seconds)
                .with("own CPU s", Usage.ofThisProcess().cpuSeconds() - own)
                .with("PostgreSQL CPU s", Usage.of(setting.postgres().pid()).cpuSeconds() - postgres);
        long again = System.nanoTime();
        return figures.with("recovered twice", brx.recover())
                .with("s to see that nothing is lost", (System.nanoTime() - again) / 1e9);
    }
}
