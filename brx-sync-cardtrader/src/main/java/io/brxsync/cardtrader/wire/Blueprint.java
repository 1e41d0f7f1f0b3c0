package io.brxsync.cardtrader.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be sold: a card of an expansion, or a sealed product. Immutable.
 *
 * @param id its id
 * @param name the card's name
 * @param version tells cards of one name apart, null when there is nothing to tell
 * @param place where it belongs
 * @param fixedProperties a JSON object as text, {@code {}} for sealed products
 * @param editableProperties what a seller has to or may say of a copy
 * @param references the card elsewhere
 */
public record Blueprint(
        long id,
        String name,
        @Nullable String version,
        Place place,
        String fixedProperties,
        List<Property> editableProperties,
        References references) {
    /** Copies the properties. */
    public Blueprint {
        editableProperties = List.copyOf(editableProperties);
    }

    /**
     * Where a blueprint belongs.
     *
     * @param gameId the game
     * @param categoryId the category
     * @param expansionId the expansion, null for a blueprint without one
     */
    public record Place(
            long gameId, long categoryId, @Nullable Long expansionId) {}

    /**
     * A card elsewhere.
     *
     * @param cardMarketIds ids at Cardmarket, often one, may be empty
     * @param tcgPlayerId id at TCGplayer, null when unknown
     * @param scryfallId id at Scryfall, null when unknown
     * @param imageUrl a picture, null when there is none; the address changes over time
     */
    public record References(
            List<Long> cardMarketIds,
            @Nullable Long tcgPlayerId,
            @Nullable String scryfallId,
            @Nullable String imageUrl) {
        /** Copies the ids. */
        public References {
            cardMarketIds = List.copyOf(cardMarketIds);
        }
    }
}
