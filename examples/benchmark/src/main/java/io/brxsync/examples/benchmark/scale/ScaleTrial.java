package io.brxsync.examples.benchmark.scale;

import io.brxsync.BrxSync;
import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.setting.Ledger;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.benchmark.setting.Usage;
import io.brxsync.examples.benchmark.setting.WorkerProcess;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatorOptions;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * First syncs of all sellers while orders come in, on servers that are new, until every one has ended.
 *
 * @param users sellers
 * @param products of each
 * @param workers processes with 8 threads
 * @param orders a second, of sellers whose inventory is there already
 */
record ScaleTrial(int users, int products, int workers, int orders) implements Contender.Trial {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration EVERY = Duration.ofMillis(50);
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int THREADS = 8;
    private static final int WARM_UP_USERS = 50;
    private static final int WARM_UP_PASSES = 6;
    private static final String STOCK = "select coalesce(sum(quantity), 0) from user_inventory_items";
    private static final String ORDERS = "select count(*) from marketplace_orders";

    @Override
    public Figures run() throws Exception {
        try (Setting setting = new Setting(SimulatorOptions.defaults())) {
            // The first sellers warm the processes up, and are those who sell.
            setting.accounts(WARM_UP_USERS + users, products);
            setting.begin();
            List<WorkerProcess> processes = new ArrayList<>();
            try (BrxSync brx = setting.open();
                    Ledger ledger = new Ledger(setting)) {
                for (int worker = 0; worker < workers; worker++) {
                    processes.add(WorkerProcess.start(setting.environment(), THREADS, LEASE, false));
                }
                for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
                    sync(brx, 0, WARM_UP_USERS);
                    ledger.awaitNone(Ledger.UNDER_WAY, EVERY, PATIENCE);
                }
                return measure(setting, brx, ledger, processes);
            } finally {
                processes.forEach(WorkerProcess::close);
            }
        }
    }

    private static void sync(BrxSync brx, int first, int count) {
        brx.enqueueAll(IntStream.range(first, first + count)
                .mapToObj(
                        user -> brx.codec().encode(new SyncTask.BulkSync(Setting.user(user)), EnqueueOptions.DEFAULTS))
                .toList());
    }

    private Figures measure(Setting setting, BrxSync brx, Ledger ledger, List<WorkerProcess> processes)
            throws Exception {
        for (int user = 0; user < WARM_UP_USERS; user++) {
            WorkerProcess process = processes.get(user % workers);
            setting.account(user).setWebhookUrl(process.webhookUrl(Setting.user(user)));
        }
        Map<String, Double> before = cpu(setting, processes);
        Peaks peaks = new Peaks(setting, processes);
        long begin = System.nanoTime();
        sync(brx, WARM_UP_USERS, users);
        int sold = sellUntilDone(setting, ledger, begin, peaks);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Map<String, Double> after = cpu(setting, processes);
        for (int user = 0; user < WARM_UP_USERS; user++) {
            setting.account(user).webhooks().awaitIdle(PATIENCE);
        }
        ledger.awaitNone(Ledger.UNDER_WAY, EVERY, PATIENCE);
        double total = (double) users * products;
        Figures figures = Figures.NONE
                .with("sellers", users)
                .with("s", seconds)
                .with("us per product", seconds * 1e6 / total)
                .with("products/s", total / seconds)
                .with("orders that came meanwhile", sold);
        for (String name : before.keySet()) {
            double used = after.get(name) - before.get(name);
            figures = figures.with(name + ": CPU us per product", used * 1e6 / total)
                    .with(name + ": share of a processor", used / seconds);
        }
        return peaks.with(figures)
                .with("operations that failed", ledger.count(Ledger.FAILED))
                .with("orders missing", sold - ledger.count(ORDERS))
                .with("lots that the mirror has too many", ledger.count(STOCK) - stock(setting))
                .with("answers 429", setting.simulator().violations().total());
    }

    /** Returns how many orders there were. */
    private int sellUntilDone(Setting setting, Ledger ledger, long begin, Peaks peaks) throws Exception {
        long between = TimeUnit.SECONDS.toNanos(1) / Math.max(1, orders);
        long next = begin;
        long look = begin;
        int sold = 0;
        String left = Ledger.UNDER_WAY + " and operation_type = 'bulk_sync'";
        while (true) {
            long now = System.nanoTime();
            if (now >= look) {
                peaks.look();
                if (ledger.count(left) == 0) {
                    return sold;
                }
                look = now + EVERY.toNanos();
            }
            if (orders > 0 && now >= next) {
                sold += sell(setting, sold);
                next += between;
            }
            LockSupport.parkNanos(Math.max(1, Math.min(orders > 0 ? next : look, look) - System.nanoTime()));
        }
    }

    private static int sell(Setting setting, int number) {
        var account = setting.account(number % WARM_UP_USERS);
        List<Product> listed = account.inventory().list();
        Product product = listed.get(number / WARM_UP_USERS % listed.size());
        account.orders().sell(product.id(), 1);
        return 1;
    }

    private Map<String, Double> cpu(Setting setting, List<WorkerProcess> processes) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put(
                "workers",
                processes.stream()
                        .mapToDouble(process -> Usage.of(process.pid()).cpuSeconds())
                        .sum());
        seconds.put("PostgreSQL", Usage.of(setting.postgres().pid()).cpuSeconds());
        seconds.put("Redis", Usage.of(setting.redis().pid()).cpuSeconds());
        seconds.put("simulator and driver", Usage.ofThisProcess().cpuSeconds());
        return seconds;
    }

    private long stock(Setting setting) {
        long lots = 0;
        for (int user = 0; user < WARM_UP_USERS + users; user++) {
            lots += setting.account(user).inventory().list().stream()
                    .mapToLong(Product::quantity)
                    .sum();
        }
        return lots;
    }
}
