package io.brxsync.port;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * New values of a listing; null members stay as they are. Immutable.
 *
 * @param productId CardTrader's product id
 * @param priceCents in cents of the account's currency
 * @param quantity in lots, absolute
 * @param description the seller's text
 * @param userDataField the caller-owned field
 * @param graded whether the card is graded
 * @param properties by name; those not named stay as they are
 */
public record ListingEdit(
        long productId,
        @Nullable Integer priceCents,
        @Nullable Integer quantity,
        @Nullable String description,
        @Nullable String userDataField,
        @Nullable Boolean graded,
        Map<String, JsonNode> properties) {
    /** Copies the properties. */
    public ListingEdit {
        properties = Map.copyOf(properties);
    }
}
