package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.Catalogue;
import io.brxsync.examples.simulator.catalogue.PropertyDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Invents listings one after the other from a seed. Not thread-safe. */
final class InventoryGenerator {
    // Texts are shared between listings: what costs memory is only what is different.
    private static final @Nullable String[] DESCRIPTIONS = {
        null,
        null,
        null,
        null,
        "",
        "",
        "Light play on the back",
        "He said \"mint\", I say near mint",
        "First line\nsecond line\r\n\tand a tab",
        "Très bon état – édition française",
        "🔥 last copies 🔥 👩‍🎤",
        "日本語版・美品",
        "back\\slash / slash <b>tag</b> & 'quotes'",
        "𝔘𝔫𝔲𝔰𝔲𝔞𝔩 letters, zero\u200bwidth, \u202Eright to left\u202C",
        "control \u0001 and \u001f, line separator \u2028 here",
    };
    private static final List<String> LEGACY_CONDITIONS = List.of("Mint", "Heavily Played");
    private static final @Nullable String[] TAGS = {"", "", "", null, null, "#old", "box 7", "vitrine–A"};

    private final List<Blueprint> blueprints;
    private final Properties.Pool pool;
    private final SplittableRandom random;
    private final Map<Integer, Product.Labels> sharedLabels = new LinkedHashMap<>();

    InventoryGenerator(Catalogue catalogue, Properties.Pool pool, long seed) {
        this.blueprints = catalogue.blueprints();
        this.pool = pool;
        this.random = new SplittableRandom(seed);
    }

    Product next(long id) {
        Blueprint blueprint = blueprints.get(random.nextInt(blueprints.size()));
        Product.Stock stock = new Product.Stock(quantity(), bundleSize(), priceCents());
        return new Product(id, blueprint, stock, pool.of(properties(blueprint)), labels(blueprint));
    }

    private int quantity() {
        int roll = random.nextInt(100);
        if (roll < 60) {
            return 1;
        }
        return roll < 98 ? 2 + random.nextInt(7) : 20 + random.nextInt(200);
    }

    private int bundleSize() {
        return random.nextInt(100) < 2 ? 4 : 1;
    }

    private int priceCents() {
        int roll = random.nextInt(100);
        if (roll < 70) {
            return 2 + random.nextInt(300);
        }
        return roll < 99 ? 300 + random.nextInt(5_000) : 50_000 + random.nextInt(2_000_000);
    }

    private Map<String, Object> properties(Blueprint blueprint) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (PropertyDefinition property : blueprint.editableProperties()) {
            values.put(property.name(), value(property));
        }
        return values;
    }

    private Object value(PropertyDefinition property) {
        List<String> possible = property.possibleValues();
        // Most cards are plain: the default four times of five, rarer values for the rest.
        if (random.nextInt(5) > 0 || possible.isEmpty()) {
            return property.defaultJson();
        }
        if (property.name().equals("condition") && random.nextInt(10) == 0) {
            return LEGACY_CONDITIONS.get(random.nextInt(LEGACY_CONDITIONS.size()));
        }
        return property.json(possible.get(random.nextInt(possible.size())));
    }

    private Product.Labels labels(Blueprint blueprint) {
        int description = random.nextInt(DESCRIPTIONS.length);
        int tag = random.nextInt(TAGS.length);
        int grading = random.nextInt(20);
        Boolean graded = grading == 0 ? Boolean.TRUE : grading < 8 ? null : Boolean.FALSE;
        int owner = random.nextInt(10);
        if (owner >= 4) {
            int gradingKey = graded == null ? 2 : graded ? 1 : 0;
            int key = (description * TAGS.length + tag) * 3 + gradingKey;
            return sharedLabels.computeIfAbsent(
                    key, k -> new Product.Labels(DESCRIPTIONS[description], graded, TAGS[tag], null));
        }
        return new Product.Labels(DESCRIPTIONS[description], graded, TAGS[tag], foreignKey(owner, blueprint));
    }

    /** Texts that other tools have left behind in {@code user_data_field}. */
    private String foreignKey(int owner, Blueprint blueprint) {
        int number = random.nextInt(1_000_000);
        return switch (owner) {
            case 0 -> number + "§000000§Near Mint§Italian§Singles§" + blueprint.name();
            case 1 -> "room 1, shelf " + number % 90;
            case 2 -> "{\"sku\":\"" + number + "\"}";
            default -> "";
        };
    }
}
