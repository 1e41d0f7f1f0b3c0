package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.Catalogue;
import io.brxsync.examples.simulator.catalogue.Category;
import io.brxsync.examples.simulator.catalogue.Expansion;
import io.brxsync.examples.simulator.catalogue.PropertyDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Games, categories, expansions and blueprints. */
final class CatalogueApi {
    private final Catalogue catalogue;
    private final CatalogueReadiness readiness;

    CatalogueApi(Catalogue catalogue, CatalogueReadiness readiness) {
        this.catalogue = catalogue;
        this.readiness = readiness;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.of("GET", "/games", this::games),
                Endpoint.of("GET", "/categories", this::categories),
                Endpoint.of("GET", "/expansions", this::expansions),
                Endpoint.of("GET", "/expansions/export", this::ownExpansions),
                Endpoint.of("GET", "/blueprints/export", this::export),
                Endpoint.of("GET", "/blueprints", this::search),
                Endpoint.of("GET", "/blueprints/:id", this::blueprint));
    }

    private Reply games(Call call) {
        // The reference shows a bare array; every recording has it wrapped.
        return Reply.wrappedArray(Rows.of(catalogue.games().stream()
                .map(g -> Json.object()
                        .put("id", g.id())
                        .put("display_name", g.displayName())
                        .put("name", g.name()))
                .toList()));
    }

    private Reply categories(Call call) {
        Long game = call.number("game_id");
        return Reply.array(Rows.of(catalogue.categories().stream()
                .filter(c -> game == null || c.gameId() == game)
                .map(CatalogueApi::category)
                .toList()));
    }

    private Reply expansions(Call call) {
        return Reply.array(Rows.of(
                catalogue.expansions().stream().map(CatalogueApi::expansion).toList()));
    }

    private Reply ownExpansions(Call call) {
        return Reply.array(Rows.of(Stream.of(call.account().inventory().snapshot())
                .map(p -> p.blueprint().expansion())
                .filter(Objects::nonNull)
                .distinct()
                .map(CatalogueApi::expansion)
                .toList()));
    }

    private Reply export(Call call) {
        String parameter = call.parameter("expansion_id");
        if (parameter == null) {
            return Errors.notFound("Not found");
        }
        if (parameter.equals("null")) {
            return blueprints(catalogue.blueprints().stream()
                    .filter(b -> b.expansion() == null)
                    .toList());
        }
        Long id = call.number("expansion_id");
        if (id == null || catalogue.expansions().stream().noneMatch(e -> e.id() == id)) {
            return Errors.notFound("Not found");
        }
        if (!readiness.isReady(id.intValue())) {
            return Errors.notFound("Data is not ready for blueprints_cat_" + id);
        }
        return blueprints(catalogue.ofExpansion(id.intValue()));
    }

    private Reply search(Call call) {
        String name = call.parameter("name");
        Long expansion = call.number("expansion_id");
        if (name == null && expansion == null) {
            return Errors.missingParameter("name");
        }
        return blueprints(catalogue.blueprints().stream()
                .filter(b -> name == null || b.name().equalsIgnoreCase(name))
                .filter(b -> expansion == null
                        || (b.expansion() != null && b.expansion().id() == expansion))
                .limit(50)
                .toList());
    }

    private Reply blueprint(Call call) {
        return catalogue
                .blueprint((int) call.id())
                .map(b -> Reply.json(200, blueprint(b).put("slug", slug(b))))
                .orElseGet(() -> Errors.notFound("Not found"));
    }

    private static Reply blueprints(List<Blueprint> blueprints) {
        return Reply.array(
                Rows.of(blueprints.stream().map(CatalogueApi::blueprint).toList()));
    }

    private static ObjectNode expansion(Expansion expansion) {
        return Json.object()
                .put("id", expansion.id())
                .put("game_id", expansion.gameId())
                .put("code", expansion.code())
                .put("name", expansion.name());
    }

    private static ObjectNode category(Category category) {
        ObjectNode node = Json.object()
                .put("id", category.id())
                .put("name", category.name())
                .put("game_id", category.gameId());
        ArrayNode properties = node.putArray("properties");
        Stream.concat(category.editable().stream(), category.fixed().stream())
                .forEach(p -> possibleValues(properties.addObject(), p));
        return node;
    }

    private static ObjectNode blueprint(Blueprint blueprint) {
        ObjectNode node = Json.object()
                .put("id", blueprint.id())
                .put("name", blueprint.name())
                .put("version", blueprint.version())
                .put("game_id", blueprint.gameId())
                .put("category_id", blueprint.category().id())
                .put("expansion_id", blueprint.expansionId());
        node.set("fixed_properties", Json.properties(blueprint.fixedProperties()));
        ArrayNode editable = node.putArray("editable_properties");
        for (PropertyDefinition property : blueprint.editableProperties()) {
            possibleValues(editable.addObject(), property).put("default_value", property.defaultValue());
        }
        ArrayNode cardMarket = node.putArray("card_market_ids");
        Integer cardMarketId = blueprint.cardMarketId();
        if (cardMarketId != null) {
            cardMarket.add(cardMarketId);
        }
        node.put("tcg_player_id", cardMarketId == null ? null : Integer.valueOf(cardMarketId / 2));
        node.put("scryfall_id", blueprint.gameId() == 1 ? new UUID(1, blueprint.id()).toString() : null);
        return images(node, blueprint);
    }

    private static ObjectNode images(ObjectNode node, Blueprint blueprint) {
        String folder = "/uploads/blueprints/image/" + blueprint.id() + "/";
        String file = slug(blueprint) + ".jpg";
        node.put("image_url", "https://images.invalid" + folder + "preview_" + file);
        ObjectNode image = node.putObject("image").put("url", folder + file);
        for (String variant : List.of("show", "preview", "social")) {
            image.putObject(variant).put("url", folder + variant + "_" + file);
        }
        return node.putNull("back_image");
    }

    private static ObjectNode possibleValues(ObjectNode node, PropertyDefinition property) {
        node.put("name", property.name()).put("type", property.bool() ? "boolean" : "string");
        ArrayNode values = node.putArray("possible_values");
        for (String value : property.possibleValues()) {
            if (property.bool()) {
                values.add(Boolean.parseBoolean(value));
            } else {
                values.add(value);
            }
        }
        return node;
    }

    private static String slug(Blueprint blueprint) {
        return blueprint.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + "-" + blueprint.id();
    }
}
