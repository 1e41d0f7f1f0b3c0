package io.brxsync.port;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One product of a user as CardTrader exports it. Immutable.
 *
 * @param id CardTrader's product id
 * @param blueprintId what card it is
 * @param quantity in lots of {@code bundleSize}, not negative
 * @param priceCents the seller's price of one lot in cents
 * @param currency ISO code, empty where CardTrader leaves it out
 * @param bundleSize copies per lot, 1 in nearly all cases
 * @param details what is mirrored word by word
 */
public record ExportedProduct(
        long id, int blueprintId, int quantity, int priceCents, String currency, int bundleSize, Details details) {

    /**
     * What is mirrored word by word.
     *
     * @param properties a JSON object as text, as it came
     * @param description the seller's text, null when there is none
     * @param userDataField the caller-owned tag, null when there is none
     * @param graded whether the card is graded, null when CardTrader does not say
     */
    public record Details(
            String properties,
            @Nullable String description,
            @Nullable String userDataField,
            @Nullable Boolean graded) {
        /** Refuses missing properties. */
        public Details {
            Objects.requireNonNull(properties);
        }
    }

    /** Refuses missing details. */
    public ExportedProduct {
        Objects.requireNonNull(currency);
        Objects.requireNonNull(details);
    }
}
