package io.brxsync.port;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A listing to be made. Immutable.
 *
 * @param blueprintId what card it is
 * @param priceCents in cents of the account's currency, more than 0
 * @param quantity in lots, more than 0
 * @param userDataField the caller-owned key by which it is found again
 * @param details what else is said of it
 */
public record NewListing(int blueprintId, int priceCents, int quantity, String userDataField, Details details) {
    /**
     * What else is said of a listing.
     *
     * @param description null for none
     * @param graded null to leave it out
     * @param properties by name; CardTrader takes its defaults for those that are missing
     */
    public record Details(
            @Nullable String description, @Nullable Boolean graded, Map<String, JsonNode> properties) {
        /** Copies the properties. */
        public Details {
            properties = Map.copyOf(properties);
        }
    }

    /** Refuses a missing key. */
    public NewListing {
        Objects.requireNonNull(userDataField);
        Objects.requireNonNull(details);
    }
}
