package io.brxsync.port;

import org.jspecify.annotations.Nullable;

/**
 * A product as its row of the mirror has it. Immutable.
 *
 * @param externalStockId CardTrader's product id, null for a row that CardTrader does not list
 * @param quantity in lots
 * @param priceCents in cents of the account's currency
 * @param description the seller's text
 * @param userDataField the caller-owned field
 * @param graded whether the card is graded
 * @param properties values by name, a JSON object as text
 */
public record MirroredProduct(
        @Nullable String externalStockId,
        int quantity,
        int priceCents,
        @Nullable String description,
        @Nullable String userDataField,
        @Nullable Boolean graded,
        @Nullable String properties) {}
