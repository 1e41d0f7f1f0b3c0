package io.brxsync.examples.benchmark.bulk;

/**
 * How much there is to sync.
 *
 * @param users sellers
 * @param products of each
 */
record Shape(int users, int products) {
    int total() {
        return users * products;
    }

    /** The same sellers, or fewer, or one with fewer products, so that there are at most so many in all. */
    Shape atMost(int limit) {
        if (total() <= limit) {
            return this;
        }
        return products >= limit ? new Shape(1, limit) : new Shape(Math.max(1, limit / products), products);
    }

    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "%,d × %,d", users, products);
    }
}
