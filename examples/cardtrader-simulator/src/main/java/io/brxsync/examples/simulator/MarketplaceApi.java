package io.brxsync.examples.simulator;

import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.Catalogue;
import io.brxsync.examples.simulator.catalogue.Expansion;
import io.brxsync.examples.simulator.catalogue.PropertyDefinition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What others ask for the same cards: invented, but the same for the same blueprint and seed. */
final class MarketplaceApi {
    private final Catalogue catalogue;
    private final long seed;

    MarketplaceApi(Catalogue catalogue, long seed) {
        this.catalogue = catalogue;
        this.seed = seed;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of("GET", "/marketplace/products", RateClass.MARKETPLACE, this::products));
    }

    private Reply products(Call call) {
        if (call.query().getNames().stream().anyMatch(name -> name.contains("["))) {
            return Errors.texts(400, List.of("Bad request"));
        }
        Long blueprint = call.number("blueprint_id");
        Long expansion = call.number("expansion_id");
        if (blueprint == null && expansion == null) {
            return Errors.missingParameter("expansion_id or blueprint_id");
        }
        List<Blueprint> wanted = blueprint != null
                ? catalogue.blueprint(blueprint.intValue()).stream().toList()
                : catalogue.ofExpansion(expansion.intValue());
        ObjectNode node = Json.object();
        for (Blueprint b : wanted) {
            // Nobody sells some: the key is then absent, or the list empty.
            if (b.id() % 13 != 0) {
                node.set(Integer.toString(b.id()), listings(b, call));
            }
        }
        return Reply.json(200, node);
    }

    private ArrayNode listings(Blueprint blueprint, Call call) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + blueprint.id());
        // "The cheapest 25" are 26 or 27 now and then.
        int count = blueprint.id() % 11 == 0 ? 0 : 5 + random.nextInt(23);
        List<ObjectNode> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(listing(blueprint, random, i));
        }
        rows.removeIf(row -> !wanted(row, call));
        rows.sort(Comparator.comparingInt(row -> row.path("price_cents").asInt()));
        ArrayNode array = Json.array();
        rows.forEach(array::add);
        return array;
    }

    private static boolean wanted(ObjectNode row, Call call) {
        String language = call.parameter("language");
        String foil = call.parameter("foil");
        for (Map.Entry<String, JsonNode> entry : row.path("properties_hash").properties()) {
            String name = entry.getKey();
            String value = entry.getValue().asString();
            if (language != null && name.endsWith("_language") && !language.equals(value)) {
                return false;
            }
            if (foil != null && name.endsWith("_foil") && !foil.equals(value)) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode listing(Blueprint blueprint, SplittableRandom random, int index) {
        int cents = 20 + random.nextInt(2_000);
        Expansion expansion = blueprint.expansion();
        ObjectNode node = Json.object()
                .put("id", 300_000_000L + blueprint.id() * 100L + index)
                .put("blueprint_id", blueprint.id())
                .put("name_en", blueprint.name());
        if (expansion != null) {
            node.putObject("expansion")
                    .put("code", expansion.code())
                    .put("id", expansion.id())
                    .put("name_en", expansion.name());
        }
        node.put("price_cents", cents)
                .put("price_currency", "EUR")
                .put("quantity", 1 + random.nextInt(4))
                .put("description", index % 3 == 0 ? "pack fresh" : null);
        node.set("properties_hash", properties(blueprint, random));
        node.putNull("graded").put("bundle_size", index == 9 ? 4 : 1).put("on_vacation", index == 7);
        node.set("user", user(random));
        node.putObject("price")
                .put("cents", cents)
                .put("currency", "EUR")
                .put("currency_symbol", "€")
                .put("formatted", "€" + String.format(Locale.ROOT, "%.2f", BigDecimal.valueOf(cents, 2)));
        return node;
    }

    private static ObjectNode properties(Blueprint blueprint, SplittableRandom random) {
        Map<String, Object> values = new LinkedHashMap<>(blueprint.fixedProperties());
        for (PropertyDefinition property : blueprint.editableProperties()) {
            List<String> possible = property.possibleValues();
            values.put(
                    property.name(),
                    random.nextInt(4) > 0 || possible.isEmpty()
                            ? property.defaultJson()
                            : property.json(possible.get(random.nextInt(possible.size()))));
        }
        return Json.properties(values);
    }

    private static ObjectNode user(SplittableRandom random) {
        int number = random.nextInt(900);
        ObjectNode user = Json.object()
                .put("country_code", "IT")
                .put("too_many_request_for_cancel_as_seller", false)
                .put("user_type", number % 3 == 0 ? "pro" : "normal")
                .put("can_sell_sealed_with_ct_zero", number % 2 == 0)
                .put("id", 60_000 + number)
                .put("username", "competitor_" + number)
                .put("can_sell_via_hub", number % 5 != 0);
        return number % 4 == 0
                ? user.put("max_sellable_in24h_quantity", 8)
                : user.putNull("max_sellable_in24h_quantity");
    }
}
