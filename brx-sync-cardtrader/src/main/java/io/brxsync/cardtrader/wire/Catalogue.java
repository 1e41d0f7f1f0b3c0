package io.brxsync.cardtrader.wire;

import io.brxsync.port.AppInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * Reads the endpoints that do not carry products. Unknown members and values are accepted; an element without an id is
 * left out, because nothing can refer to it. Every method throws {@link MalformedBodyException} for a body that is cut
 * short or something else, and what the stream throws.
 */
public final class Catalogue {

    private Catalogue() {}

    /** {@code GET /info}. */
    public static AppInfo info(InputStream body) throws IOException {
        JsonNode json;
        try (JsonParser parser = Json.parser(body)) {
            json = Json.tree(parser);
        }
        Long id = Nodes.whole(json.path("id"));
        String secret = Nodes.text(json.path("shared_secret"));
        if (id == null || secret == null || secret.isBlank()) {
            throw new MalformedBodyException("no id or no shared_secret in it");
        }
        String webhook = Nodes.text(json.path("webhook_url"));
        return new AppInfo(
                Nodes.textOr(json.path("name"), ""),
                id,
                Nodes.whole(json.path("user_id")),
                secret,
                webhook == null || webhook.isBlank() ? null : webhook);
    }

    /** {@code GET /games}. */
    public static List<Game> games(InputStream body) throws IOException {
        return list(body, json -> {
            String name = Nodes.textOr(json.path("name"), "");
            return new Game(id(json), name, Nodes.textOr(json.path("display_name"), name));
        });
    }

    /** {@code GET /categories}. */
    public static List<Category> categories(InputStream body) throws IOException {
        return list(
                body,
                json -> new Category(
                        id(json),
                        Nodes.textOr(json.path("name"), ""),
                        Nodes.wholeOr(json.path("game_id"), 0),
                        properties(json.path("properties"))));
    }

    /** {@code GET /expansions} and {@code GET /expansions/export}. */
    public static List<Expansion> expansions(InputStream body) throws IOException {
        return list(
                body,
                json -> new Expansion(
                        id(json),
                        Nodes.wholeOr(json.path("game_id"), 0),
                        Nodes.textOr(json.path("code"), ""),
                        Nodes.textOr(json.path("name"), "")));
    }

    /**
     * {@code GET /blueprints/export}, one blueprint at a time.
     *
     * @return how many there were
     */
    public static long blueprints(InputStream body, Consumer<Blueprint> sink) throws IOException {
        return each(body, Catalogue::blueprint, sink);
    }

    /** {@code GET /blueprints/:id}; empty for an answer that is no blueprint. */
    public static Optional<Blueprint> oneBlueprint(InputStream body) throws IOException {
        try (JsonParser parser = Json.parser(body)) {
            JsonNode json = Json.tree(parser);
            boolean usable = Nodes.whole(json.path("id")) != null
                    && json.path("editable_properties").isArray();
            return usable ? Optional.of(blueprint(json)) : Optional.empty();
        }
    }

    /** The member names of an object. */
    public static Set<String> names(String object) {
        return Set.copyOf(Json.MAPPER.readTree(object).propertyNames());
    }

    private static Blueprint blueprint(JsonNode json) {
        JsonNode fixed = json.path("fixed_properties");
        // Cardmarket ids were a single one in earlier years.
        JsonNode cardMarket = json.has("card_market_ids") ? json.path("card_market_ids") : json.path("card_market_id");
        return new Blueprint(
                id(json),
                Nodes.textOr(json.path("name"), ""),
                Nodes.text(json.path("version")),
                new Blueprint.Place(
                        Nodes.wholeOr(json.path("game_id"), 0),
                        Nodes.wholeOr(json.path("category_id"), 0),
                        Nodes.whole(json.path("expansion_id"))),
                fixed.isObject() ? fixed.toString() : "{}",
                properties(json.path("editable_properties")),
                new Blueprint.References(
                        Nodes.wholes(cardMarket),
                        Nodes.whole(json.path("tcg_player_id")),
                        Nodes.text(json.path("scryfall_id")),
                        Nodes.text(json.path("image_url"))));
    }

    private static List<Property> properties(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(json -> Nodes.text(json.path("name")) != null)
                .map(json -> new Property(
                        Nodes.textOr(json.path("name"), ""),
                        Nodes.textOr(json.path("type"), "string"),
                        Nodes.text(json.path("default_value")),
                        Nodes.texts(json.path("possible_values"))))
                .toList();
    }

    private static long id(JsonNode json) {
        return Objects.requireNonNull(Nodes.whole(json.path("id")));
    }

    private static <T> List<T> list(InputStream body, Function<JsonNode, T> reader) throws IOException {
        List<T> all = new ArrayList<>();
        each(body, reader, all::add);
        return List.copyOf(all);
    }

    private static <T> long each(InputStream body, Function<JsonNode, T> reader, Consumer<T> sink) throws IOException {
        Elements elements = Elements.of(body);
        long count = 0;
        while (elements.next()) {
            JsonNode json = Json.tree(elements.parser());
            @Nullable Long id = Nodes.whole(json.path("id"));
            if (id != null) {
                sink.accept(reader.apply(json));
                count++;
            }
        }
        return count;
    }
}
