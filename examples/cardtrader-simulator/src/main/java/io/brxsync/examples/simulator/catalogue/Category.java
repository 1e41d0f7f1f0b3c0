package io.brxsync.examples.simulator.catalogue;

import java.util.List;

/**
 * A category of a game: single cards, sealed products, accessories.
 *
 * @param id CardTrader's id of the category
 * @param name the name
 * @param gameId the game it belongs to
 * @param editable the properties a seller may set on listings of this category
 * @param fixed the properties that follow from the blueprint (rarity, collector number)
 * @param sealedProduct whether the category holds sealed products
 */
public record Category(
        int id,
        String name,
        int gameId,
        List<PropertyDefinition> editable,
        List<PropertyDefinition> fixed,
        boolean sealedProduct) {
    /** Copies the lists. */
    public Category {
        editable = List.copyOf(editable);
        fixed = List.copyOf(fixed);
    }
}
