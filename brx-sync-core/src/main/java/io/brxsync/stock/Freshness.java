package io.brxsync.stock;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a read of CardTrader contains a sale. Pure.
 *
 * <p>A sale happened somewhere between two moments of CardTrader's clock, a read began and ended at two moments of the
 * database's. The clocks agree within {@link #MARGIN}; what cannot be told apart is read again.
 */
public enum Freshness {
    /** The read came first: the sale has to be counted. */
    AFTER_READ,
    /** The sale came first: the read shows it. */
    CONTAINED,
    /** It cannot be told. */
    UNCLEAR;

    /** How far the clocks of CardTrader and the database may be apart; webhooks carry whole seconds. */
    public static final Duration MARGIN = Duration.ofSeconds(5);

    /**
     * Compares a sale with a read.
     *
     * @param earliest the sale did not happen before, null when nobody knows
     * @param latest the sale did not happen after
     * @param readStart when the read began, null when there was none
     * @param readEnd when the read ended, null when there was none
     */
    public static Freshness of(
            @Nullable Instant earliest, Instant latest, @Nullable Instant readStart, @Nullable Instant readEnd) {
        if (readStart == null || readEnd == null) {
            return UNCLEAR;
        }
        if (!latest.plus(MARGIN).isAfter(readStart)) {
            return CONTAINED;
        }
        if (earliest != null && !earliest.minus(MARGIN).isBefore(readEnd)) {
            return AFTER_READ;
        }
        return UNCLEAR;
    }
}
