package io.brxsync.store;

import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.ExportedProduct.Details;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.MergeResult;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Measures merges of one large inventory, on a PostgreSQL whose every commit is durable: {@code main} takes the number of
 * products (300,000) and of rows that other users hold already (300,000).
 */
final class MergeMeasurement {
    private static final int CHUNK = 1000;

    private MergeMeasurement() {}

    public static void main(String[] arguments) {
        int products = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 300_000;
        int others = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 300_000;
        try (LocalPostgres postgres = LocalPostgres.startDurable(Map.of("shared_buffers", "256MB"));
                PostgresStore store = StoreFixture.open(
                        BrxConfig.from(
                                Map.of("DATABASE_URL", postgres.freshDatabase().url())),
                        null)) {
            store.migrate();
            for (int user = 0; user * 10_000 < others; user++) {
                merge(store, UUID.randomUUID(), 10_000, 1 + user, 0);
            }
            UUID user = UUID.randomUUID();
            report("first", products, () -> merge(store, user, products, 0, 0));
            report("unchanged", products, () -> merge(store, user, products, 0, 0));
            report("5 % changed", products, () -> merge(store, user, products, 0, 20));
            report("unchanged again", products, () -> merge(store, user, products, 0, 20));
            report("all removed", products, () -> merge(store, user, 0, 0, 0));
        }
    }

    private interface Work {
        MergeResult run();
    }

    private static void report(String name, int products, Work work) {
        System.gc();
        ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
        long begin = System.nanoTime();
        MergeResult result = work.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%-16s %6.2f s %8.0f rows/s, peak heap %d MB, %s%n",
                name,
                seconds,
                products / seconds,
                peak >> 20,
                result);
    }

    /** Every n-th product has another price when {@code changedEvery} is not 0. */
    private static MergeResult merge(PostgresStore store, UUID user, int products, int range, int changedEvery) {
        Random random = new Random(range);
        long begin = System.nanoTime();
        try (InventoryMerge merge = store.inventory().begin(user)) {
            List<ExportedProduct> chunk = new ArrayList<>(CHUNK);
            for (int n = 0; n < products; n++) {
                int price = 10 + random.nextInt(50_000) + (changedEvery > 0 && n % changedEvery == 0 ? 1 : 0);
                chunk.add(new ExportedProduct(
                        400_000_000L + range * 1_000_000L + n,
                        1 + random.nextInt(120_000),
                        1 + random.nextInt(4),
                        price,
                        "EUR",
                        1,
                        new Details(
                                "{\"condition\":\"Near Mint\",\"mtg_language\":\"en\",\"mtg_foil\":" + (n % 7 == 0)
                                        + ",\"signed\":false,\"altered\":false}",
                                n % 10 == 0 ? "Shipped in a sleeve and a toploader" : "",
                                "shelf " + n % 500,
                                null)));
                if (chunk.size() == CHUNK) {
                    merge.stage(chunk);
                    chunk.clear();
                }
            }
            merge.stage(chunk);
            long staged = System.nanoTime();
            MergeResult result = merge.commit(new Options(null, null, Removals.ALLOWED, 0));
            if (range == 0) {
                System.out.printf(
                        Locale.ROOT,
                        "    staging %.2f s, commit %.2f s%n",
                        (staged - begin) / 1e9,
                        (System.nanoTime() - staged) / 1e9);
            }
            return result;
        }
    }
}
