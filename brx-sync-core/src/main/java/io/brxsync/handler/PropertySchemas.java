package io.brxsync.handler;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.brxsync.port.Listings;
import io.brxsync.port.PropertySchema;
import io.brxsync.port.Seller;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Remembers for a day what may be said of a blueprint, for all sellers. CardTrader renames properties over the years, so a
 * refusal is never based on what was remembered. Thread-safe.
 */
final class PropertySchemas {
    private static final Duration KEPT = Duration.ofHours(24);

    /** A few kilobytes each. */
    private static final int SIZE = 5_000;

    private final Cache<Integer, Optional<PropertySchema>> schemas;

    /** Nothing remembered yet; what is, is forgotten by this clock. */
    PropertySchemas(InstantSource clock) {
        this.schemas = Caffeine.newBuilder()
                .maximumSize(SIZE)
                .expireAfterWrite(KEPT)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    /** Checks these values; where CardTrader does not tell what is allowed, its strict mode has to do. */
    PropertyCheck check(Map<String, JsonNode> wanted, int blueprint, Seller seller, Listings listings) {
        if (wanted.isEmpty()) {
            return new PropertyCheck(wanted, List.of(), null);
        }
        Optional<PropertySchema> remembered = schemas.getIfPresent(blueprint);
        if (remembered != null) {
            PropertyCheck check = check(wanted, remembered);
            if (check.refusal() == null) {
                return check;
            }
        }
        Optional<PropertySchema> fresh = listings.propertySchema(seller, blueprint);
        schemas.put(blueprint, fresh);
        return check(wanted, fresh);
    }

    private static PropertyCheck check(Map<String, JsonNode> wanted, Optional<PropertySchema> schema) {
        return schema.map(known -> PropertyCheck.of(wanted, known))
                .orElseGet(() -> new PropertyCheck(wanted, List.of(), null));
    }
}
