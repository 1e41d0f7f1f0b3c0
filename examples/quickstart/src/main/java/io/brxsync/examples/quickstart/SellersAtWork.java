package io.brxsync.examples.quickstart;

import io.brxsync.examples.simulator.Inventory;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.SimulatedAccount;
import java.util.Collection;
import java.util.Random;

/** Changes inventories on CardTrader's side: one listing in ten gets another price or quantity, is sold out or is new. */
final class SellersAtWork {
    private static final int ONE_IN = 40;

    private final Random random;

    SellersAtWork(long seed) {
        this.random = new Random(seed);
    }

    /** Returns what was done, in a line. */
    String edit(Collection<SimulatedAccount> accounts) {
        int changed = 0;
        int soldOut = 0;
        int listed = 0;
        for (SimulatedAccount account : accounts) {
            Inventory inventory = account.inventory();
            for (Product product : inventory.list()) {
                switch (random.nextInt(ONE_IN)) {
                    case 0 -> {
                        inventory.update(product.id(), old -> old.withPriceCents(old.priceCents() + 1));
                        changed++;
                    }
                    case 1 -> {
                        inventory.update(product.id(), old -> old.withQuantity(old.quantity() + 1));
                        changed++;
                    }
                    case 2 -> {
                        inventory.remove(product.id());
                        soldOut++;
                    }
                    default -> {}
                }
            }
            int fresh = Math.max(1, inventory.size() / ONE_IN);
            inventory.generate(fresh, random.nextLong());
            listed += fresh;
        }
        return changed + " listings changed, " + soldOut + " sold out, " + listed + " new";
    }
}
