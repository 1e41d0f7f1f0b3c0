package io.brxsync.examples.benchmark.push;

import io.brxsync.BrxSync;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.setting.Ledger;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.benchmark.setting.WorkerProcess;
import io.brxsync.examples.simulator.RequestCounts;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.port.CallOptions;
import io.brxsync.port.Marketplace;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Edits, from the first that the application makes to the last that CardTrader confirms.
 *
 * @param how in which manner
 * @param edits what is edited
 */
record PushTrial(How how, Edits edits) implements Contender.Trial {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration EVERY = Duration.ofMillis(20);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int THREADS = 8;
    private static final int BULK_SIZE = 400;
    private static final String JOB_LOOK = "GET /jobs/:uuid";

    /** Manners. */
    enum How {
        /** The floor and rival: one {@code bulk_update} per edit, none of them followed. */
        ONE_BY_ONE,
        /** A worker is there while the edits are made. */
        WORKER_THERE,
        /** The worker comes when all edits are made. */
        WORKER_LATER
    }

    @Override
    public Figures run() throws Exception {
        try (Setting setting = new Setting(SimulatorOptions.defaults())) {
            setting.accounts(edits.users(), edits.each());
            setting.begin();
            try (BrxSync brx = setting.open();
                    Ledger ledger = new Ledger(setting)) {
                fill(setting, brx, ledger);
                List<SyncTask.PushProduct> tasks = edits.tasks(setting);
                RequestCounts before = setting.simulator().requests();
                Figures figures = how == How.ONE_BY_ONE ? oneByOne(brx, tasks) : byWorker(setting, brx, ledger, tasks);
                return requests(figures, before, setting.simulator().requests())
                        .with("answers 429", setting.simulator().violations().total());
            }
        }
    }

    /** The mirror has to know what is edited. */
    private void fill(Setting setting, BrxSync brx, Ledger ledger) throws Exception {
        brx.enqueueAll(java.util.stream.IntStream.range(0, edits.users())
                .mapToObj(
                        user -> brx.codec().encode(new SyncTask.BulkSync(Setting.user(user)), EnqueueOptions.DEFAULTS))
                .toList());
        try (WorkerProcess worker = WorkerProcess.start(setting.environment(), THREADS, LEASE, false)) {
            ledger.awaitNone(Ledger.UNDER_WAY, EVERY, PATIENCE);
        }
    }

    private Figures byWorker(Setting setting, BrxSync brx, Ledger ledger, List<SyncTask.PushProduct> tasks)
            throws Exception {
        if (how == How.WORKER_LATER) {
            long begin = System.nanoTime();
            edit(brx, tasks);
            long edited = System.nanoTime();
            try (WorkerProcess worker = WorkerProcess.start(setting.environment(), THREADS, LEASE, false)) {
                return confirmed(ledger, begin, edited, System.nanoTime());
            }
        }
        try (WorkerProcess worker = WorkerProcess.start(setting.environment(), THREADS, LEASE, false)) {
            long begin = System.nanoTime();
            edit(brx, tasks);
            long edited = System.nanoTime();
            return confirmed(ledger, begin, edited, begin);
        }
    }

    private Figures confirmed(Ledger ledger, long begin, long edited, long working) throws Exception {
        ledger.awaitNone(Ledger.UNCONFIRMED, EVERY, PATIENCE);
        long confirmed = System.nanoTime();
        ledger.awaitNone(Ledger.UNDER_WAY, EVERY, PATIENCE);
        return Figures.NONE
                .with("edits", edits.total())
                .with("edits/s taken from the application", edits.total() * 1e9 / (edited - begin))
                .with("s until the last is confirmed", (confirmed - working) / 1e9)
                .with("operations that failed", ledger.count(Ledger.FAILED));
    }

    private static void edit(BrxSync brx, List<SyncTask.PushProduct> tasks) throws Exception {
        each(tasks, task -> brx.stock().updateProduct(task));
    }

    private Figures oneByOne(BrxSync brx, List<SyncTask.PushProduct> tasks) throws Exception {
        Marketplace marketplace = brx.marketplace().with(CallOptions.ORDINARY.waitingUpTo(PATIENCE));
        long begin = System.nanoTime();
        each(
                tasks,
                task -> marketplace
                        .listings()
                        .startUpdates(brx.store().accounts().seller(task.user()), List.of(Edits.listing(task))));
        return Figures.NONE
                .with("edits", edits.total())
                .with("s until the last is submitted", (System.nanoTime() - begin) / 1e9);
    }

    private interface Work {
        void of(SyncTask.PushProduct task);
    }

    private static void each(List<SyncTask.PushProduct> tasks, Work work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            tasks.forEach(task -> ends.add(pool.submit(() -> work.of(task))));
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private Figures requests(Figures figures, RequestCounts before, RequestCounts after) {
        TreeSet<String> endpoints = new TreeSet<>();
        after.counts().keySet().forEach(key -> endpoints.add(key.endpoint()));
        long all = after.total() - before.total();
        long looks = after.of(JOB_LOOK) - before.of(JOB_LOOK);
        Figures more = figures.with("requests besides looks at jobs", all - looks)
                .with("requests that jobs of " + BULK_SIZE + " need", edits.jobsNeeded(BULK_SIZE));
        for (String endpoint : endpoints) {
            long requests = after.of(endpoint) - before.of(endpoint);
            if (requests > 0) {
                more = more.with(endpoint, requests);
            }
        }
        return more;
    }
}
