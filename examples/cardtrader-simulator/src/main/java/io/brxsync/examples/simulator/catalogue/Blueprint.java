package io.brxsync.examples.simulator.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One printing of a card, or one sealed product: what listings refer to.
 *
 * @param id CardTrader's blueprint id
 * @param name the English name, possibly with quotes, umlauts or Japanese characters
 * @param version the version; {@code null} and {@code ""} both occur
 * @param category the category
 * @param expansion the expansion, or null for the few blueprints without one
 * @param fixedProperties properties that no seller can change; empty for sealed products
 * @param editableProperties properties a listing may set; empty for a few blueprints
 * @param cardMarketId the id on another marketplace, or null
 */
public record Blueprint(
        int id,
        String name,
        @Nullable String version,
        Category category,
        @Nullable Expansion expansion,
        Map<String, Object> fixedProperties,
        List<PropertyDefinition> editableProperties,
        @Nullable Integer cardMarketId) {

    /** The game of the blueprint. */
    public int gameId() {
        return category.gameId();
    }

    /** The id of the expansion, or null. */
    public @Nullable Integer expansionId() {
        return expansion == null ? null : expansion.id();
    }

    /** Whether this is a sealed product. */
    public boolean sealedProduct() {
        return category.sealedProduct();
    }

    /** The definition of one editable property, if the blueprint has it. */
    public Optional<PropertyDefinition> editable(String property) {
        return editableProperties.stream()
                .filter(p -> p.name().equals(property))
                .findFirst();
    }

    /**
     * The table of a seller's own catalogue in which this blueprint is known; empty for single cards of games
     * that such a catalogue does not have.
     */
    public Optional<CatalogTable> catalogTable() {
        if (sealedProduct()) {
            return Optional.of(CatalogTable.SEALED_PRODUCTS);
        }
        return switch (gameId()) {
            case GameTable.MAGIC -> Optional.of(CatalogTable.CARDS_PRINTS);
            case GameTable.ONE_PIECE -> Optional.of(CatalogTable.OP_PRINTS);
            case GameTable.POKEMON -> Optional.of(CatalogTable.PK_PRINTS);
            default -> Optional.empty();
        };
    }
}
