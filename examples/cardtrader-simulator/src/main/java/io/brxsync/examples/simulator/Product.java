package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Blueprint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A listing of a seller as CardTrader knows it at one moment. Immutable and small: an account may hold 300,000.
 */
public final class Product {
    private final long id;
    private final Blueprint blueprint;
    private final int quantity;
    private final int bundleSize;
    private final int priceCents;
    private final Properties properties;
    private final Labels labels;

    /** What a seller wrote on a listing; shared between listings where it is equal. */
    record Labels(
            @Nullable String description,
            @Nullable Boolean graded,
            @Nullable String tag,
            @Nullable String userDataField) {
        static final Labels NONE = new Labels(null, false, "", null);
    }

    /** How many, in lots of what size, for how much. */
    record Stock(int quantity, int bundleSize, int priceCents) {}

    Product(long id, Blueprint blueprint, Stock stock, Properties properties, Labels labels) {
        this.id = id;
        this.blueprint = blueprint;
        this.quantity = stock.quantity();
        this.bundleSize = stock.bundleSize();
        this.priceCents = stock.priceCents();
        this.properties = properties;
        this.labels = labels;
    }

    /** CardTrader's product id. */
    public long id() {
        return id;
    }

    /** What is being sold. */
    public Blueprint blueprint() {
        return blueprint;
    }

    /** The quantity in lots: with a bundle size of 4, quantity 2 is 8 cards. */
    public int quantity() {
        return quantity;
    }

    /** Cards per lot, 1 for nearly all listings. */
    public int bundleSize() {
        return bundleSize;
    }

    /** The price of one lot in cents of the account's currency. */
    public int priceCents() {
        return priceCents;
    }

    /** The properties: booleans and strings by wire name. */
    public Map<String, Object> properties() {
        return properties.values();
    }

    /** The free text, or null. */
    public @Nullable String description() {
        return labels.description();
    }

    /** Whether the card is graded; CardTrader sends null as well as false. */
    public @Nullable Boolean graded() {
        return labels.graded();
    }

    /** The tag; CardTrader sends null as well as the empty text. */
    public @Nullable String tag() {
        return labels.tag();
    }

    /** The caller-owned text, possibly written by somebody else's tool. */
    public @Nullable String userDataField() {
        return labels.userDataField();
    }

    /** This listing with another quantity, in lots. */
    public Product withQuantity(int newQuantity) {
        return new Product(id, blueprint, new Stock(newQuantity, bundleSize, priceCents), properties, labels);
    }

    /** This listing with another price, in cents. */
    public Product withPriceCents(int cents) {
        return new Product(id, blueprint, new Stock(quantity, bundleSize, cents), properties, labels);
    }

    /** This listing with another description. */
    public Product withDescription(@Nullable String text) {
        return with(new Labels(text, labels.graded(), labels.tag(), labels.userDataField()));
    }

    /** This listing with another grading. */
    public Product withGraded(@Nullable Boolean flag) {
        return with(new Labels(labels.description(), flag, labels.tag(), labels.userDataField()));
    }

    /** This listing with another tag. */
    public Product withTag(@Nullable String text) {
        return with(new Labels(labels.description(), labels.graded(), text, labels.userDataField()));
    }

    /** This listing with another caller-owned text. */
    public Product withUserDataField(@Nullable String text) {
        return with(new Labels(labels.description(), labels.graded(), labels.tag(), text));
    }

    Product withProperties(Properties other) {
        return new Product(id, blueprint, stock(), other, labels);
    }

    Product withBundleSize(int size) {
        return new Product(id, blueprint, new Stock(quantity, size, priceCents), properties, labels);
    }

    private Product with(Labels other) {
        return new Product(id, blueprint, stock(), properties, other);
    }

    private Stock stock() {
        return new Stock(quantity, bundleSize, priceCents);
    }

    Properties sharedProperties() {
        return properties;
    }

    /**
     * Whether CardTrader would merge the two: same blueprint, properties, lot size, grading, description and
     * price. Tag and caller-owned text do not keep listings apart.
     */
    boolean mergesWith(Product other) {
        return blueprint.id() == other.blueprint.id()
                && bundleSize == other.bundleSize
                && priceCents == other.priceCents
                && properties.equals(other.properties)
                && Boolean.TRUE.equals(graded()) == Boolean.TRUE.equals(other.graded())
                && text(description()).equals(text(other.description()));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    @Override
    public String toString() {
        return "Product[id=" + id + ", blueprint=" + blueprint.id() + ", quantity=" + quantity + ", bundleSize="
                + bundleSize + ", priceCents=" + priceCents + ", properties=" + properties + "]";
    }
}
