package io.brxsync.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * JSON as the server writes it, so that a {@code jsonb} can be compared as text: two texts are equal only if the values are.
 * Properties repeat from listing to listing, so the server is asked about each text once in a while. Thread-safe.
 */
final class PropertyTexts {
    /** Characters of all texts together. */
    private static final int MOST = 2 << 20;

    private final Cache<String, String> known = Caffeine.newBuilder()
            .maximumWeight(MOST)
            .<String, String>weigher((given, normal) -> given.length() + normal.length())
            .build();

    /**
     * The server's texts by the given ones.
     *
     * @param beforeAsking runs before the server is asked, if it has to be
     * @throws org.jdbi.v3.core.statement.UnableToExecuteStatementException if one of them is no {@code jsonb}
     */
    Map<String, String> normal(Handle handle, Set<String> texts, Runnable beforeAsking) {
        Map<String, String> found = new HashMap<>();
        Set<String> missing = new HashSet<>();
        for (String text : texts) {
            String normal = known.getIfPresent(text);
            if (normal == null) {
                missing.add(text);
            } else {
                found.put(text, normal);
            }
        }
        if (!missing.isEmpty()) {
            beforeAsking.run();
            handle.createQuery(Sql.of(PropertyTexts.class, "normal"))
                    .bind("texts", missing.toArray(String[]::new))
                    .map((row, context) -> Map.entry(
                            Objects.requireNonNull(row.getString("given")),
                            Objects.requireNonNull(row.getString("normal"))))
                    .forEach(text -> {
                        known.put(text.getKey(), text.getValue());
                        found.put(text.getKey(), text.getValue());
                    });
        }
        return found;
    }
}
