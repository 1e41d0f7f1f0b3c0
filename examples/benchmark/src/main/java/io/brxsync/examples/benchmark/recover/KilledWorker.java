package io.brxsync.examples.benchmark.recover;

import io.brxsync.BrxSync;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.setting.Ledger;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.benchmark.setting.WorkerProcess;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A worker process is killed with SIGKILL while each of its threads runs a task and more wait; another one is started at
 * that moment, as whatever supervises it would.
 *
 * @param pending sellers whose sync waits or runs: twice the threads leave nothing to wait when the worker is killed
 * @param threads of each worker
 * @param lease of its claims
 */
record KilledWorker(int pending, int threads, Duration lease) implements Contender.Trial {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration EVERY = Duration.ofMillis(20);
    /** Long enough that whoever began one of the last tasks is still at it when the last one begins, on a busy machine too. */
    private static final Duration FIRST_EXPORTS_TAKE = Duration.ofSeconds(2);

    private static final Duration EXPORT_TAKES = Duration.ofMillis(200);
    private static final int PRODUCTS = 20;

    @Override
    public Figures run() throws Exception {
        try (Setting setting = new Setting(SimulatorOptions.defaults())) {
            setting.accounts(pending, PRODUCTS);
            setting.begin();
            exportsTake(setting, FIRST_EXPORTS_TAKE);
            try (BrxSync brx = setting.open();
                    Ledger ledger = new Ledger(setting)) {
                brx.enqueueAll(IntStream.range(0, pending)
                        .mapToObj(user ->
                                brx.codec().encode(new SyncTask.BulkSync(Setting.user(user)), EnqueueOptions.DEFAULTS))
                        .toList());
                return kill(setting, ledger);
            }
        }
    }

    private Figures kill(Setting setting, Ledger ledger) throws Exception {
        Set<String> interrupted;
        long killed;
        try (WorkerProcess first = WorkerProcess.start(setting.environment(), threads, lease, true)) {
            interrupted = begin(first);
            killed = System.nanoTime();
            first.kill();
        }
        exportsTake(setting, EXPORT_TAKES);
        try (WorkerProcess second = WorkerProcess.start(setting.environment(), threads, lease, true)) {
            Figures figures = after(second, interrupted, killed);
            ledger.awaitNone(Ledger.UNDER_WAY, EVERY, PATIENCE);
            return figures.with("operations that failed", ledger.count(Ledger.FAILED))
                    .with("answers 429", setting.simulator().violations().total());
        }
    }

    private static void exportsTake(Setting setting, Duration time) {
        setting.simulator().faults().clear();
        setting.simulator().faults().always(Fault.latency(time), FaultMatch.of("GET", "/products/export"));
    }

    /** The last ones that began, one per thread: their exports take longer than it takes to kill the process. */
    private Set<String> begin(WorkerProcess worker) throws IOException {
        List<String> begun = new ArrayList<>();
        while (begun.size() < 2 * threads) {
            begun.add(worker.begun());
        }
        return new HashSet<>(begun.subList(threads, begun.size()));
    }

    private Figures after(WorkerProcess worker, Set<String> interrupted, long killed) throws IOException {
        Figures figures = Figures.NONE;
        Set<String> left = new HashSet<>(interrupted);
        for (int others = 0; !left.isEmpty(); others++) {
            boolean again = left.remove(worker.begun());
            double seconds = (System.nanoTime() - killed) / 1e9;
            if (again && left.size() == interrupted.size() - 1) {
                figures = figures.with("first interrupted task runs again after s", seconds)
                        .with("the same, beyond the lease s", seconds - lease.toMillis() / 1e3)
                        .with("waiting tasks that began before it", others);
            }
            if (left.isEmpty()) {
                figures = figures.with("last interrupted task runs again after s", seconds)
                        .with("tasks interrupted", interrupted.size());
            }
        }
        return figures;
    }
}
