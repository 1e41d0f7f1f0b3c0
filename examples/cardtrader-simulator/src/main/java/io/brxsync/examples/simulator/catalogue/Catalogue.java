package io.brxsync.examples.simulator.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A whole catalogue. Immutable; safe for every thread; the same seed and size give the same catalogue. */
public final class Catalogue {
    private final List<Expansion> expansions;
    private final List<Blueprint> blueprints;
    private final Map<Integer, Blueprint> byId;
    private final Map<Integer, List<Blueprint>> byExpansion;

    Catalogue(List<Expansion> expansions, List<Blueprint> blueprints) {
        this.expansions = List.copyOf(expansions);
        this.blueprints = List.copyOf(blueprints);
        this.byId = blueprints.stream().collect(Collectors.toMap(Blueprint::id, Function.identity()));
        this.byExpansion = blueprints.stream()
                .filter(b -> b.expansion() != null)
                .collect(Collectors.groupingBy(
                        b -> b.expansion() == null ? 0 : b.expansion().id()));
    }

    /**
     * Generates a catalogue.
     *
     * @param blueprints how many blueprints, at least 1
     * @param seed the seed
     */
    public static Catalogue generate(int blueprints, long seed) {
        return new CatalogueGenerator(seed).generate(blueprints);
    }

    /** All games. */
    public List<Game> games() {
        return GameTable.ROWS.stream().map(GameTable.Row::game).toList();
    }

    /** All categories: for each game its single cards and its sealed products. */
    public List<Category> categories() {
        return GameTable.ROWS.stream()
                .flatMap(row -> List.of(row.singles(), row.sealed()).stream())
                .toList();
    }

    /** All expansions, by id. */
    public List<Expansion> expansions() {
        return expansions;
    }

    /** All blueprints, by id. */
    public List<Blueprint> blueprints() {
        return blueprints;
    }

    /** One blueprint, if it exists. */
    public Optional<Blueprint> blueprint(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The blueprints of an expansion; empty when it has none or does not exist. */
    public List<Blueprint> ofExpansion(int expansionId) {
        return byExpansion.getOrDefault(expansionId, List.of());
    }
}
