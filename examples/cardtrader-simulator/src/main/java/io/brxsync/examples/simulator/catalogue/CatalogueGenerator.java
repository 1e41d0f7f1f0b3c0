package io.brxsync.examples.simulator.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Invents a catalogue from a seed: names with quotes and umlauts, duplicate codes, blueprints without expansion. */
final class CatalogueGenerator {
    private static final String[] FIRST = {
        "Amber",
        "Silent",
        "Jötun's",
        "Æther",
        "Crimson",
        "Hollow",
        "\"Gilded\"",
        "O'Mara's",
        "Première",
        "Grey",
        "Sunken",
        "Thorn",
        "Storm",
        "Ashen",
        "Ivory",
        "Lunar",
        "Rusted",
        "Velvet",
        "Feral",
        "Paper",
        "龍の",
        "Żelazny"
    };
    private static final String[] SECOND = {
        "Falcon",
        "Lantern",
        "Oath",
        "Keeper",
        "Gate",
        "Warden",
        "Harvest",
        "Colossus",
        "Whisper",
        "Engine",
        "Tide",
        "Cartographer",
        "Sphinx",
        "Bell",
        "Orchard",
        "Duelist",
        "Relic",
        "Monolith",
        "門",
        "Smith // Hammer"
    };
    private static final int CARDS_PER_EXPANSION = 60;

    private final SplittableRandom random;
    private final List<Expansion> expansions = new ArrayList<>();
    private final List<Blueprint> blueprints = new ArrayList<>();
    private int lastBlueprint = 12;
    private int lastExpansion;

    CatalogueGenerator(long seed) {
        this.random = new SplittableRandom(seed);
    }

    Catalogue generate(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("a catalogue needs at least one blueprint, not " + count);
        }
        int shares = GameTable.ROWS.stream().mapToInt(GameTable.Row::share).sum();
        int assigned = 0;
        int cumulated = 0;
        for (GameTable.Row row : GameTable.ROWS) {
            cumulated += row.share();
            int upTo = (int) ((long) count * cumulated / shares);
            addGame(row, upTo - assigned);
            assigned = upTo;
        }
        return new Catalogue(expansions, blueprints);
    }

    private void addGame(GameTable.Row row, int count) {
        Expansion expansion = null;
        for (int i = 0; i < count; i++) {
            if (i % CARDS_PER_EXPANSION == 0) {
                expansion = expansion(row, i / CARDS_PER_EXPANSION);
                expansions.add(expansion);
            }
            blueprints.add(blueprint(row, i, expansion));
        }
    }

    private Expansion expansion(GameTable.Row row, int index) {
        lastExpansion += 1 + random.nextInt(3);
        // The same codes come again in every game, some with a space, one at the full 25 characters.
        String code = switch (index) {
            case 1 -> "set 1 promo";
            case 2 -> "a-code-of-25-characters-x";
            default -> "s" + index;
        };
        String name = pick(FIRST).replace("\"", "") + " " + pick(SECOND) + " Set " + (index + 1);
        return new Expansion(lastExpansion, row.game().id(), code, name);
    }

    private Blueprint blueprint(GameTable.Row row, int index, @Nullable Expansion expansion) {
        lastBlueprint += 1 + random.nextInt(3);
        boolean sealed = index % 16 == 7;
        boolean homeless = index % 97 == 50;
        boolean bare = !sealed && index % 40 == 21;
        Category category = sealed ? row.sealed() : row.singles();
        String name = sealed
                ? (expansion == null ? row.game().name() : expansion.name()) + " Booster Box"
                : pick(FIRST) + " " + pick(SECOND);
        return new Blueprint(
                lastBlueprint,
                name,
                version(index),
                category,
                homeless ? null : expansion,
                sealed ? Map.of() : fixed(row, index),
                bare ? List.of() : category.editable(),
                index % 9 == 0 ? null : 200_000 + lastBlueprint);
    }

    private static @Nullable String version(int index) {
        if (index % 11 == 3) {
            return "";
        }
        return index % 13 == 5 ? "Extended Art" : null;
    }

    private Map<String, Object> fixed(GameTable.Row row, int index) {
        Map<String, Object> fixed = new LinkedHashMap<>();
        PropertyDefinition rarity = row.singles().fixed().get(0);
        fixed.put(rarity.name(), rarity.possibleValues().get(random.nextInt(4)));
        int number = index % CARDS_PER_EXPANSION + 1;
        fixed.put("collector_number", index % 17 == 0 ? String.format(Locale.ROOT, "%03d/060", number) : "" + number);
        return Collections.unmodifiableMap(fixed);
    }

    private String pick(String[] words) {
        return words[random.nextInt(words.length)];
    }
}
