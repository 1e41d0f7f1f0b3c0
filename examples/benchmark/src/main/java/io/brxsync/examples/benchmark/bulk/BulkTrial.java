package io.brxsync.examples.benchmark.bulk;

import io.brxsync.examples.benchmark.Contender;
import io.brxsync.examples.benchmark.Figures;
import io.brxsync.examples.benchmark.bulk.BulkProcess.Pass;
import io.brxsync.examples.benchmark.setting.ChildJvm;
import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.benchmark.setting.Usage;
import io.brxsync.examples.simulator.Inventory;
import io.brxsync.examples.simulator.Product;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One way, in a process of its own that has done the same before for other sellers, whose rows the database holds.
 *
 * @param setting servers; the accounts are open, those to warm up with behind those to be measured
 * @param way how
 * @param load what, and for whom
 */
record BulkTrial(Setting setting, Ways way, Load load) implements Contender.Trial {
    private static final int CHANGED_EVERY = 20;
    private static final double MIB = 1 << 20;

    /**
     * What is to be done.
     *
     * @param first the first seller
     * @param shape how much
     * @param before what it has done before
     * @param threads of the process
     * @param heapMiB it may use
     * @param rows files for {@link Ways#COPY}
     * @param without indexes that the table does not have this time
     */
    record Load(int first, Shape shape, WarmUp before, int threads, int heapMiB, Path rows, List<String> without) {
        /** The same without these indexes. */
        Load without(List<String> indexes) {
            return new Load(first, shape, before, threads, heapMiB, rows, indexes);
        }
    }

    /**
     * Sellers to warm up with, as large as those that are measured if they are not too large.
     *
     * @param first of them
     * @param users how many
     * @param seconds how long it goes on with them, at least
     */
    record WarmUp(int first, int users, int seconds) {}

    @Override
    public Figures run() throws Exception {
        setting.begin();
        drop(load.without());
        Map<String, String> environment = new HashMap<>(setting.environment());
        environment.put(Ways.DIRECTORY, load.rows().toString());
        environment.put(Ways.JDBC_URL, setting.database().jdbcUrl());
        try (ChildJvm child = ChildJvm.start(
                BulkProcess.class, load.heapMiB(), environment, way.name(), Integer.toString(load.threads()))) {
            warmUp(child);
            Figures figures = pass(Figures.NONE, "first", child);
            if (onlyOnce()) {
                return figures;
            }
            figures = pass(figures, "unchanged", child);
            change();
            return pass(figures, "5 % changed", child);
        }
    }

    private void drop(List<String> indexes) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(setting.database().jdbcUrl());
                Statement statement = connection.createStatement()) {
            for (String index : indexes) {
                statement.execute("drop index " + index);
            }
        }
    }

    /**
     * Whatever comes in the measurement has come before, and for so long that the compiler has seen to it: a worker runs for
     * days.
     */
    private void warmUp(ChildJvm child) throws Exception {
        String sellers = load.before().first() + " " + load.before().users();
        double seconds = Pass.parse(child.ask(sellers)).seconds();
        for (boolean again = repeatable();
                again;
                again = seconds < load.before().seconds()) {
            seconds += Pass.parse(child.ask(sellers)).seconds();
        }
    }

    /** Rows that are there already cannot be copied there once more. */
    private boolean repeatable() {
        return way != Ways.COPY && way != Ways.COPY_SORTED;
    }

    private boolean onlyOnce() {
        return way == Ways.COPY || way == Ways.COPY_SORTED || way == Ways.DOWNLOAD;
    }

    private Figures pass(Figures figures, String phase, ChildJvm child) throws Exception {
        int products = load.shape().total();
        Writes writesBefore = Writes.afterCheckpoint(setting);
        Map<String, Double> before = cpuSeconds();
        Pass pass = Pass.parse(child.ask(load.first() + " " + load.shape().users()));
        Writes writes = Writes.now(setting).since(writesBefore);
        Map<String, Double> after = cpuSeconds();
        Figures more = figures.with(phase + ": products/s", products / pass.seconds())
                .with(phase + ": process CPU us/product", pass.cpuNanos() / 1e3 / products);
        for (String name : List.of("PostgreSQL", "simulator")) {
            double seconds = after.get(name) - before.get(name);
            more = more.with(phase + ": " + name + " CPU us/product", seconds * 1e6 / products);
        }
        more = more.with(phase + ": log bytes/product", writes.wal() / (double) products)
                .with(phase + ": rows inserted", writes.inserted())
                .with(phase + ": row versions written", writes.updated())
                .with(phase + ": of these without index entries", writes.hot());
        return more.with(phase + ": peak heap after GC MiB", pass.liveBytes() / MIB)
                .with(phase + ": peak heap MiB", pass.peakBytes() / MIB);
    }

    private Map<String, Double> cpuSeconds() {
        return Map.of(
                "PostgreSQL",
                Usage.of(setting.postgres().pid()).cpuSeconds(),
                "simulator",
                Usage.ofThisProcess().cpuSeconds());
    }

    /** Another price for every twentieth product. */
    private void change() {
        for (int user = load.first(); user < load.first() + load.shape().users(); user++) {
            Inventory inventory = setting.account(user).inventory();
            List<Product> products = inventory.list();
            for (int i = 0; i < products.size(); i += CHANGED_EVERY) {
                inventory.update(products.get(i).id(), product -> product.withPriceCents(product.priceCents() + 1));
            }
        }
    }
}
