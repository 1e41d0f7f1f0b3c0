package io.brxsync.examples.simulator.catalogue;

import static io.brxsync.examples.simulator.catalogue.PropertyDefinition.flag;
import static io.brxsync.examples.simulator.catalogue.PropertyDefinition.text;

import java.util.ArrayList;
import java.util.List;

/** The games with their property names, odd ones included: the one table from which categories are made. */
final class GameTable {
    static final int MAGIC = 1;
    static final int POKEMON = 5;
    static final int ONE_PIECE = 15;

    private static final List<String> CONDITIONS =
            List.of("Near Mint", "Slightly Played", "Moderately Played", "Played", "Poor");
    private static final List<String> WESTERN = List.of("en", "fr", "de", "it", "jp", "es", "pt");
    private static final List<String> MAGIC_LANGUAGES =
            List.of("en", "fr", "de", "it", "jp", "kr", "pt", "ru", "es", "zh-CN", "zh-TW", "nl", "cz", "hu", "pl");

    /** One game and the share (of 100) of the blueprints that belong to it. */
    record Row(Game game, int share, Category singles, Category sealed) {}

    static final List<Row> ROWS = List.of(
            row(MAGIC, "Magic", "Magic: the Gathering", 52, "mtg", MAGIC_LANGUAGES, flag("mtg_foil")),
            row(2, "Final Fantasy", "Final Fantasy TCG", 2, "FF", WESTERN, flag("mtg_foil")),
            row(
                    3,
                    "Force of Will",
                    "Force of Will",
                    2,
                    "fow",
                    WESTERN,
                    text("fow_foil", List.of("Regular", "Foil", "Full Art", "Uber Rare")),
                    flag("fow_first_edition")),
            row(4, "Yu-Gi-Oh!", "Yu-Gi-Oh!", 4, "yugioh", WESTERN, flag("first_edition")),
            row(
                    POKEMON,
                    "Pokémon",
                    "Pokémon",
                    18,
                    "pokemon",
                    List.of("en", "fr", "de", "it", "jp", "kr", "pt", "es", "zh-CN", "zh-TW", "sv", "id", "th"),
                    flag("pokemon_reverse"),
                    flag("first_edition")),
            row(
                    6,
                    "Flesh and Blood",
                    "Flesh and Blood",
                    2,
                    "fab",
                    WESTERN,
                    text("fab_foil_new", List.of("Regular", "Rainbow Foil", "Cold Foil", "Gold Foil")),
                    flag("first_edition")),
            row(8, "Digimon", "Digimon", 1, "digimon", WESTERN),
            row(
                    11,
                    "MetaZoo",
                    "MetaZoo",
                    1,
                    "meta_zoo",
                    List.of("en", "jp"),
                    text("meta_zoo_foil", List.of("Non-Holo", "Holo", "Reverse Holo"))),
            row(
                    ONE_PIECE,
                    "One Piece",
                    "One Piece Card Game",
                    12,
                    "onepiece",
                    List.of("en", "jp", "zh-CN", "kr", "fr"),
                    flag("onepiece_foil")),
            row(18, "Lorcana", "Disney Lorcana", 2, "lorcana", WESTERN, flag("lorcana_foil")),
            row(20, "Star Wars", "Star Wars: Unlimited", 2, "starwars", WESTERN, flag("starwars_foil")),
            row(21, "Union Arena", "Union Arena", 1, "union_arena", List.of("en", "jp"), flag("union_arena_foil")),
            row(22, "Riftbound", "Riftbound", 1, "riftbound", List.of("en", "zh-CN"), flag("riftbound_foil")));

    private GameTable() {}

    private static Row row(
            int id,
            String name,
            String displayName,
            int share,
            String prefix,
            List<String> languages,
            PropertyDefinition... finish) {
        PropertyDefinition language = text(prefix + "_language", languages);
        List<PropertyDefinition> editable = new ArrayList<>();
        editable.add(text("condition", CONDITIONS));
        editable.add(language);
        editable.addAll(List.of(finish));
        editable.add(flag("signed"));
        editable.add(flag("altered"));
        List<PropertyDefinition> fixed = List.of(
                text(prefix + "_rarity", List.of("Common", "Uncommon", "Rare", "Mythic")),
                text("collector_number", List.of()),
                text("cmc", List.of()));
        PropertyDefinition sealedFlag = new PropertyDefinition("sealed", true, "true", List.of("true", "false"));
        return new Row(
                new Game(id, name, displayName),
                share,
                new Category(id * 10 + 1, name + " Single Card", id, editable, fixed, false),
                new Category(id * 10 + 2, name + " Booster Box", id, List.of(language, sealedFlag), List.of(), true));
    }
}
