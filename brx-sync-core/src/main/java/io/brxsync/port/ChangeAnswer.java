package io.brxsync.port;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What CardTrader says after a change. Immutable.
 *
 * @param product the listing after the change, without its caller-owned field, which such answers leave out; null when it
 *     cannot be read
 * @param warnings what was done otherwise than asked, a line each
 */
public record ChangeAnswer(@Nullable ExportedProduct product, List<String> warnings) {
    /** Copies the warnings. */
    public ChangeAnswer {
        warnings = List.copyOf(warnings);
    }
}
