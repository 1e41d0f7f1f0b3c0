package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.Catalogue;
import io.brxsync.examples.simulator.catalogue.PropertyDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * The listings of one account: what the export shows, and a handle for edits "on CardTrader's side" that no
 * webhook announces. Thread-safe; every method is atomic.
 */
public final class Inventory {
    private final Catalogue catalogue;
    private final Properties.Pool pool;
    private final AtomicLong ids;
    // Guarded by this. The key object is shared with the lists per blueprint.
    private final Map<Long, Product> products = new LinkedHashMap<>();
    private final Map<Integer, List<Long>> byBlueprint = new HashMap<>();

    Inventory(Catalogue catalogue, Properties.Pool pool, AtomicLong ids) {
        this.catalogue = catalogue;
        this.pool = pool;
        this.ids = ids;
    }

    /** How many listings there are. */
    public synchronized int size() {
        return products.size();
    }

    /** All listings as of now, in the order in which they were created. */
    public List<Product> list() {
        return List.of(snapshot());
    }

    /** One listing, if it exists. */
    public synchronized Optional<Product> find(long id) {
        return Optional.ofNullable(products.get(id));
    }

    /** The listings of one blueprint. */
    public synchronized List<Product> findByBlueprint(int blueprintId) {
        List<Product> found = new ArrayList<>();
        for (Long id : byBlueprint.getOrDefault(blueprintId, List.of())) {
            Product product = products.get(id);
            if (product != null) {
                found.add(product);
            }
        }
        return found;
    }

    /**
     * Lists something new under a new id, without merging.
     *
     * @throws IllegalArgumentException when the catalogue does not have the blueprint
     */
    public Product put(ProductSpec spec) {
        Blueprint blueprint = catalogue
                .blueprint(spec.blueprintId())
                .orElseThrow(() -> new IllegalArgumentException("no blueprint " + spec.blueprintId()));
        Map<String, Object> values = new LinkedHashMap<>(defaults(blueprint));
        values.putAll(spec.properties());
        ProductSpec.Labels labels = spec.labels();
        Product product = new Product(
                ids.incrementAndGet(),
                blueprint,
                new Product.Stock(spec.quantity(), spec.bundleSize(), spec.priceCents()),
                pool.of(values),
                new Product.Labels(labels.description(), labels.graded(), labels.tag(), labels.userDataField()));
        store(product);
        return product;
    }

    /**
     * Changes a listing; a quantity of 0 or less removes it, as CardTrader does.
     *
     * @return the listing after the change, empty when it is gone or never existed
     */
    public synchronized Optional<Product> update(long id, UnaryOperator<Product> change) {
        Product old = products.get(id);
        if (old == null) {
            return Optional.empty();
        }
        Product fresh = change.apply(old);
        if (fresh.quantity() <= 0) {
            remove(id);
            return Optional.empty();
        }
        products.replace(id, fresh);
        return Optional.of(fresh);
    }

    /** Removes a listing and returns what it was. */
    public synchronized Optional<Product> remove(long id) {
        Product old = products.remove(id);
        if (old == null) {
            return Optional.empty();
        }
        List<Long> siblings = byBlueprint.get(old.blueprint().id());
        if (siblings != null) {
            siblings.remove(Long.valueOf(id));
            if (siblings.isEmpty()) {
                byBlueprint.remove(old.blueprint().id());
            }
        }
        return Optional.of(old);
    }

    /** Removes every listing. */
    public synchronized void clear() {
        products.clear();
        byBlueprint.clear();
    }

    /**
     * Adds generated listings with every oddity of the real ones, spread over the whole catalogue.
     *
     * @param count how many
     * @param seed the seed: the same seed gives the same listings (under new ids)
     */
    public void generate(int count, long seed) {
        InventoryGenerator generator = new InventoryGenerator(catalogue, pool, seed);
        for (int i = 0; i < count; i++) {
            store(generator.next(ids.incrementAndGet()));
        }
    }

    /**
     * Takes copies out of a listing as a sale does.
     *
     * @return the listing as it was before
     * @throws IllegalArgumentException when it does not exist or holds fewer
     */
    synchronized Product take(long id, int quantity) {
        Product product = products.get(id);
        if (product == null || product.quantity() < quantity || quantity < 1) {
            throw new IllegalArgumentException("product " + id + " does not hold " + quantity + " lots");
        }
        update(id, p -> p.withQuantity(p.quantity() - quantity));
        return product;
    }

    /** Puts copies back under the old id, listing the product again when it had gone. */
    synchronized void giveBack(Product sold, int quantity) {
        Product present = products.get(sold.id());
        if (present == null) {
            store(sold.withQuantity(quantity));
        } else {
            update(sold.id(), p -> p.withQuantity(p.quantity() + quantity));
        }
    }

    /** Adds a listing or, when an identical one exists, adds to that one's quantity and returns it. */
    synchronized Product addOrMerge(Product product) {
        for (Product other : findByBlueprint(product.blueprint().id())) {
            if (other.mergesWith(product)) {
                Product merged = other.withQuantity(other.quantity() + product.quantity());
                products.replace(other.id(), merged);
                return merged;
            }
        }
        store(product);
        return product;
    }

    /** Changes a listing and lets it melt into an identical older one, whose id then is the one that stays. */
    synchronized Optional<Product> updateAndMerge(long id, UnaryOperator<Product> change) {
        Optional<Product> changed = update(id, change);
        if (changed.isEmpty()) {
            return changed;
        }
        for (Product other : findByBlueprint(changed.get().blueprint().id())) {
            if (other.id() != id && other.mergesWith(changed.get())) {
                int extra = changed.get().quantity();
                remove(id);
                return update(other.id(), p -> p.withQuantity(p.quantity() + extra));
            }
        }
        return changed;
    }

    /** The references of all listings: the listings are immutable, so this is a snapshot. */
    synchronized Product[] snapshot() {
        return products.values().toArray(new Product[0]);
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    Properties.Pool pool() {
        return pool;
    }

    static Map<String, Object> defaults(Blueprint blueprint) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (PropertyDefinition property : blueprint.editableProperties()) {
            values.put(property.name(), property.defaultJson());
        }
        return values;
    }

    private synchronized void store(Product product) {
        Long key = product.id();
        products.put(key, product);
        byBlueprint
                .computeIfAbsent(product.blueprint().id(), id -> new ArrayList<>(2))
                .add(key);
    }

    @Override
    public String toString() {
        return "Inventory[size=" + size() + "]";
    }
}
