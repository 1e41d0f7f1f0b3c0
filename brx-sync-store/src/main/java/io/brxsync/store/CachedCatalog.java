package io.brxsync.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.brxsync.port.BlueprintCatalog;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Remembers what the catalogue answered: known blueprints for an hour, unknown ones for five minutes, since catalogues
 * grow and products wait for it. A failed look-up is not remembered and goes to the caller. Thread-safe.
 */
final class CachedCatalog implements BlueprintCatalog {
    private static final Duration KNOWN = Duration.ofHours(1);
    private static final Duration UNKNOWN = Duration.ofMinutes(5);

    /** About 25 MB when full; the largest game has some 120,000 blueprints. */
    private static final int SIZE = 200_000;

    private final BlueprintCatalog catalog;
    private final Cache<Integer, Boolean> answers;

    CachedCatalog(BlueprintCatalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.answers = Caffeine.newBuilder()
                .maximumSize(SIZE)
                .expireAfter(Expiry.writing((Integer id, Boolean known) -> known ? KNOWN : UNKNOWN))
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Set<Integer> known(Set<Integer> blueprintIds) {
        Map<Integer, Boolean> remembered = answers.getAllPresent(blueprintIds);
        Set<Integer> known = new HashSet<>();
        Set<Integer> unasked = new HashSet<>();
        for (Integer id : blueprintIds) {
            Boolean answer = remembered.get(id);
            if (answer == null) {
                unasked.add(id);
            } else if (answer) {
                known.add(id);
            }
        }
        if (!unasked.isEmpty()) {
            Set<Integer> found = catalog.known(unasked);
            Map<Integer, Boolean> fresh = new HashMap<>();
            unasked.forEach(id -> fresh.put(id, found.contains(id)));
            answers.putAll(fresh);
            known.addAll(found);
        }
        return known;
    }
}
