package io.brxsync.examples.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listing to be put into an inventory from CardTrader's side. Start with {@link #of(int)}.
 *
 * @param blueprintId an id of the catalogue
 * @param quantity the quantity in lots
 * @param priceCents the price in cents
 * @param bundleSize cards per lot
 * @param properties property values that differ from the blueprint's defaults; taken as they are, legal or not
 * @param labels description, grading, tag and caller-owned text
 */
public record ProductSpec(
        int blueprintId, int quantity, int priceCents, int bundleSize, Map<String, Object> properties, Labels labels) {

    /**
     * The texts of a listing.
     *
     * @param description the free text, or null
     * @param graded the grading: true, false or null
     * @param tag the tag, possibly null
     * @param userDataField the caller-owned text, or null
     */
    public record Labels(
            @Nullable String description,
            @Nullable Boolean graded,
            @Nullable String tag,
            @Nullable String userDataField) {}

    /** Copies the properties. */
    public ProductSpec {
        properties = Map.copyOf(properties);
    }

    /** One copy for 1.00 with the default properties. */
    public static ProductSpec of(int blueprintId) {
        return new ProductSpec(blueprintId, 1, 100, 1, Map.of(), new Labels(null, false, "", null));
    }

    /** The same with another quantity, in lots. */
    public ProductSpec quantity(int lots) {
        return new ProductSpec(blueprintId, lots, priceCents, bundleSize, properties, labels);
    }

    /** The same with another price. */
    public ProductSpec priceCents(int cents) {
        return new ProductSpec(blueprintId, quantity, cents, bundleSize, properties, labels);
    }

    /** The same in lots of another size. */
    public ProductSpec bundleSize(int cards) {
        return new ProductSpec(blueprintId, quantity, priceCents, cards, properties, labels);
    }

    /** The same with these properties over the blueprint's defaults. */
    public ProductSpec properties(Map<String, Object> values) {
        return new ProductSpec(blueprintId, quantity, priceCents, bundleSize, values, labels);
    }

    /** The same with another description. */
    public ProductSpec description(@Nullable String text) {
        return labels(new Labels(text, labels.graded(), labels.tag(), labels.userDataField()));
    }

    /** The same with another grading. */
    public ProductSpec graded(@Nullable Boolean flag) {
        return labels(new Labels(labels.description(), flag, labels.tag(), labels.userDataField()));
    }

    /** The same with another tag. */
    public ProductSpec tag(@Nullable String text) {
        return labels(new Labels(labels.description(), labels.graded(), text, labels.userDataField()));
    }

    /** The same with another caller-owned text. */
    public ProductSpec userDataField(@Nullable String text) {
        return labels(new Labels(labels.description(), labels.graded(), labels.tag(), text));
    }

    private ProductSpec labels(Labels other) {
        return new ProductSpec(blueprintId, quantity, priceCents, bundleSize, properties, other);
    }
}
