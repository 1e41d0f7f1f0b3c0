package io.brxsync.port;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the stock ledger: why a product's quantity changed, or why it did not. Immutable.
 *
 * @param user the seller
 * @param externalStockId CardTrader's product id, null for an order line without one
 * @param blueprintId what card it is, null when that is not known
 * @param cause what happened
 * @param reference what makes the movement happen once, such as {@code order:1:2}; null for what repeats harmlessly
 * @param outcome what was done about it
 * @param delta change of the mirror's quantity in lots, null when the product was to be read again instead
 * @param quantityAfter the mirror's quantity afterwards in lots, null when it has no row of the product
 * @param detail what an operator should know, null when there is nothing; never a buyer's data
 * @param operationId the operation under which it was recorded, null outside of one
 * @param happenedAt when it happened at CardTrader, as far as that is known
 * @param recordedAt when it was recorded
 */
public record StockMovement(
        UUID user,
        @Nullable String externalStockId,
        @Nullable Integer blueprintId,
        Cause cause,
        @Nullable String reference,
        Outcome outcome,
        @Nullable Integer delta,
        @Nullable Integer quantityAfter,
        @Nullable String detail,
        @Nullable String operationId,
        @Nullable Instant happenedAt,
        @Nullable Instant recordedAt) {

    /** What moves stock; in the database in lower case. */
    public enum Cause {
        /** An order of CardTrader sold it. */
        ORDER,
        /** An order changed or ended in a way that may have given copies back. */
        ORDER_CHANGE,
        /** The own marketplace sold or restocked it. */
        ADJUSTMENT,
        /** The seller edited it. */
        EDIT,
        /** The own marketplace listed it. */
        CREATION,
        /** The own marketplace removed it. */
        DELETION,
        /** An export or a read of the product says so. */
        EXPORT
    }

    /** What was done; in the database in lower case. */
    public enum Outcome {
        /** The mirror's quantity was changed by {@code delta}. */
        MOVED,
        /** What was read before contains it already. */
        CONTAINED,
        /** It cannot be told from the event alone; the product is read again. */
        REREAD,
        /** It moves nothing. */
        UNCHANGED
    }
}
