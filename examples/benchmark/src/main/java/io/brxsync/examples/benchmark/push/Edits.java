package io.brxsync.examples.benchmark.push;

import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.examples.simulator.Product;
import io.brxsync.port.ListingEdit;
import io.brxsync.task.SyncTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Edits of many listings.
 *
 * @param users sellers
 * @param each edits of different listings of each
 * @param quantities whether quantities are set as well, for which orders have to be read
 * @param order in which order they are made
 */
record Edits(int users, int each, boolean quantities, Order order) {
    /** Orders. */
    enum Order {
        /** The sellers take turns: between two edits of one, each of the others makes one. */
        TURNS,
        /** One seller after the other, as a form or a repricing of a seller does it. */
        BURSTS
    }

    int total() {
        return users * each;
    }

    /** A job takes 400 of them. */
    int jobsNeeded(int bulkSize) {
        return users * ((each + bulkSize - 1) / bulkSize);
    }

    /** As an application asks for them. */
    List<SyncTask.PushProduct> tasks(Setting setting) {
        List<List<Product>> listed = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            listed.add(setting.account(user).inventory().list());
        }
        List<SyncTask.PushProduct> tasks = new ArrayList<>(total());
        for (int i = 0; i < total(); i++) {
            switch (order) {
                case TURNS -> tasks.add(task(i % users, listed.get(i % users).get(i / users)));
                case BURSTS -> tasks.add(task(i / each, listed.get(i / each).get(i % each)));
            }
        }
        return tasks;
    }

    private SyncTask.PushProduct task(int user, Product product) {
        return new SyncTask.PushProduct(
                Setting.user(user),
                Long.toString(product.id()),
                product.priceCents() + 1,
                quantities ? product.quantity() + 1 : null,
                null,
                null,
                null,
                null);
    }

    /** As CardTrader takes it. */
    static ListingEdit listing(SyncTask.PushProduct task) {
        return new ListingEdit(
                Long.parseLong(task.externalStockId()), task.priceCents(), task.quantity(), null, null, null, Map.of());
    }
}
