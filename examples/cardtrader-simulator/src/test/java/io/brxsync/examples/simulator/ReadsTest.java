package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.examples.simulator.SimulatorClient.Answer;
import io.brxsync.examples.simulator.SimulatorOptions.ProductReads;
import io.brxsync.examples.simulator.catalogue.Blueprint;
import io.brxsync.examples.simulator.catalogue.CatalogTable;
import io.brxsync.examples.simulator.catalogue.Catalogue;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

class ReadsTest {
    private final List<RequestEvent> events = new CopyOnWriteArrayList<>();
    private final CardTraderSimulator simulator = CardTraderSimulator.start(
            SimulatorOptions.builder().onRequest(events::add).build());
    private final SimulatedAccount account = simulator.createAccount(AccountSpec.of(2_000, 11));
    private final SimulatorClient client = new SimulatorClient(simulator, account);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void infoHasTheRecordedSizeAndAWebhookOnlyWhenThereIsOne() {
        assertThat(client.get("/info").body())
                .hasSize(122)
                .startsWith("{\"shared_secret\":\"" + account.sharedSecret() + "\",\"name\":\"");
        assertThat(client.send("PATCH", "/app", "{\"webhook_url\":\"http://127.0.0.1:1/hook\"}")
                        .json()
                        .path("webhook_url")
                        .asString())
                .isEqualTo("http://127.0.0.1:1/hook");
        assertThat(client.get("/info").json().path("webhook_url").asString()).isEqualTo("http://127.0.0.1:1/hook");
        assertThat(account.webhookUrl()).contains("http://127.0.0.1:1/hook");
        client.send("PATCH", "/app", "{\"webhook_url\":\"\"}");
        assertThat(client.get("/info").json().has("webhook_url")).isFalse();

        SimulatedAccount second = simulator.createAccount();
        JsonNode echo = new SimulatorClient(simulator, second)
                .send("PATCH", "/app", "{\"webhook_url\":\"http://127.0.0.1:1/b\"}")
                .json();
        assertThat(echo.path("app").path("webhook_url").asString()).isEqualTo("http://127.0.0.1:1/b");
    }

    @Test
    void onlyTheNewestTokenIsGood() {
        assertThat(account.token()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]{300,}");
        assertThat(account.sharedSecret()).matches("[0-9a-f]{32}");
        String token = account.rotateToken();
        Answer refused = client.get("/info");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().path("error_code").asString()).isEqualTo("unauthorized");
        assertThat(refused.json().path("errors").isArray()).isTrue();
        assertThat(refused.json().path("request_id").asString()).hasSize(36);
        assertThat(new SimulatorClient(simulator, token).get("/info").status()).isEqualTo(200);
        for (String bad : List.of(" " + token, "Bearer " + token, "\"" + token + "\"", token.substring(1))) {
            assertThat(new SimulatorClient(simulator, bad).get("/info").status())
                    .isEqualTo(401);
        }
        assertThat(account.toString() + simulator + simulator.accounts())
                .doesNotContain(token)
                .doesNotContain(account.sharedSecret());
    }

    @Test
    void gamesAreWrappedAndEverythingElseIsBare() {
        assertThat(client.get("/games")
                        .json()
                        .path("array")
                        .get(0)
                        .path("display_name")
                        .isString())
                .isTrue();
        for (String path : List.of("/categories", "/expansions", "/expansions/export", "/products/export", "/orders")) {
            assertThat(client.get(path).json().isArray()).as(path).isTrue();
        }
        assertThat(client.get("/categories?game_id=5").json().size()).isEqualTo(2);
    }

    @Test
    void blueprintsNeedAnExpansionThatIsReady() {
        int expansion = simulator.blueprints().expansions().get(0).id();
        assertThat(client.get("/blueprints/export").status()).isEqualTo(404);
        assertThat(client.get("/blueprints/export?expansion_id=99999999").status())
                .isEqualTo(404);
        assertThat(client.get("/blueprints/export?expansion_id=null").json().size())
                .isPositive();
        simulator.readiness().notReady(expansion);
        assertThat(client.get("/blueprints/export?expansion_id=" + expansion)
                        .json()
                        .path("extra")
                        .path("message")
                        .asString())
                .isEqualTo("Data is not ready for blueprints_cat_" + expansion);
        simulator.readiness().ready(expansion);
        JsonNode rows =
                client.get("/blueprints/export?expansion_id=" + expansion).json();
        assertThat(rows.size()).isGreaterThan(50);
        assertThat(rows.get(0).propertyNames())
                .contains("fixed_properties", "card_market_ids", "tcg_player_id", "scryfall_id", "back_image", "image");
    }

    @Test
    void blueprintsAreAsOddAsTheRealOnes() {
        List<JsonNode> all = new ArrayList<>();
        try (CardTraderSimulator patient = CardTraderSimulator.start()) {
            SimulatorClient reader = new SimulatorClient(patient, patient.createAccount());
            patient.blueprints()
                    .expansions()
                    .forEach(e -> reader.get("/blueprints/export?expansion_id=" + e.id())
                            .json()
                            .forEach(all::add));
        }
        assertThat(all).anyMatch(b -> b.path("fixed_properties").isEmpty());
        assertThat(all).anyMatch(b -> b.path("editable_properties").isEmpty());
        assertThat(all).anyMatch(b -> b.path("card_market_ids").isEmpty());
        assertThat(all).anyMatch(b -> b.path("version").isNull());
        assertThat(all).anyMatch(b -> b.path("version").asString("x").isEmpty());
        assertThat(all).anyMatch(b -> b.path("name").asString().contains("\""));
        JsonNode flag = all.stream()
                .flatMap(b -> b.path("editable_properties").valueStream())
                .filter(p -> p.path("type").asString().equals("boolean"))
                .findFirst()
                .orElseThrow();
        assertThat(flag.path("default_value").isString()).isTrue();
        assertThat(flag.path("possible_values").get(0).isBoolean()).isTrue();
    }

    @Test
    void theCatalogueIsTheSameForTheSameSeedAndKnowsItsTables() {
        Catalogue first = Catalogue.generate(3_000, 5);
        assertThat(Catalogue.generate(3_000, 5).blueprints())
                .isEqualTo(first.blueprints())
                .hasSize(3_000);
        assertThat(Catalogue.generate(3_000, 6).blueprints()).isNotEqualTo(first.blueprints());
        Set<CatalogTable> tables = new HashSet<>();
        first.blueprints().forEach(b -> b.catalogTable().ifPresent(tables::add));
        assertThat(tables).containsExactlyInAnyOrder(CatalogTable.values());
        assertThat(first.blueprints()).anyMatch(b -> b.catalogTable().isEmpty());
        assertThat(first.blueprints().stream().map(Blueprint::id).distinct()).hasSize(3_000);
        assertThat(first.expansions().stream().map(e -> e.code()).distinct().count())
                .isLessThan(first.expansions().size());
        int id = simulator.blueprints().blueprints().get(0).id();
        assertThat(client.get("/blueprints/" + id).json().path("slug").isString())
                .isTrue();
        assertThat(client.get("/blueprints/1").status()).isEqualTo(404);
    }

    @Test
    void theExportShowsEveryOddity() {
        List<JsonNode> rows = client.get("/products/export?page=3&limit=10")
                .json()
                .valueStream()
                .toList();
        assertThat(rows).hasSize(2_000);
        assertThat(rows)
                .anyMatch(r -> r.path("graded").isNull())
                .anyMatch(r -> r.path("graded").isBoolean());
        assertThat(rows)
                .anyMatch(r -> r.path("tag").isNull())
                .anyMatch(r -> r.path("tag").asString("x").isEmpty());
        assertThat(rows).anyMatch(r -> r.path("user_data_field").asString("").contains("§000000§"));
        assertThat(rows).anyMatch(r -> r.path("description").asString("").contains("🔥"));
        assertThat(rows).anyMatch(r -> r.path("description").asString("").contains("\n"));
        assertThat(rows).anyMatch(r -> r.path("description").asString("").contains("\""));
        assertThat(rows).anyMatch(r -> r.path("description").isNull());
        assertThat(rows)
                .anyMatch(r -> !r.has("expansion"))
                .anyMatch(r -> r.path("expansion").isInt());
        assertThat(rows).anyMatch(r -> r.path("properties_hash").toString().contains("zh-CN"));
        assertThat(rows).anyMatch(r -> r.path("properties_hash").toString().contains("Heavily Played"));
        assertThat(rows)
                .allMatch(r -> r.path("bundled_quantity").asInt()
                        == r.path("quantity").asInt() * r.path("bundle_size").asInt());
        assertThat(rows).anyMatch(r -> r.path("bundle_size").asInt() > 1);
    }

    @Test
    void theExportAgreesWithTheInventoryAndItsFiltersWithIt() {
        Product one = account.inventory().list().get(7);
        JsonNode rows = client.get(
                        "/products/export?blueprint_id=" + one.blueprint().id())
                .json();
        assertThat(rows.valueStream().map(r -> r.path("id").asLong()))
                .containsExactlyInAnyOrderElementsOf(
                        account.inventory().findByBlueprint(one.blueprint().id()).stream()
                                .map(Product::id)
                                .toList());
        int total = 0;
        for (JsonNode expansion : client.get("/expansions/export").json()) {
            total += client.get("/products/export?expansion_id="
                            + expansion.path("id").asInt())
                    .json()
                    .size();
        }
        long homeless = account.inventory().list().stream()
                .filter(p -> p.blueprint().expansion() == null)
                .count();
        assertThat(total + homeless).isEqualTo(2_000);
    }

    @Test
    void gzipIsUsedWhenAskedFor() throws Exception {
        Answer zipped = client.getGzip("/products/export");
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.json().size()).isEqualTo(2_000);
        assertThat(client.get("/products/export").header("Content-Encoding")).isEmpty();
        assertThat(client.getGzip("/info").header("Content-Encoding")).isEmpty();
    }

    @Test
    void editsOnTheOtherSideShowInTheNextExportOnly() {
        Inventory inventory = account.inventory();
        Product product = inventory.put(
                ProductSpec.of(simulator.blueprints().blueprints().get(3).id())
                        .quantity(4)
                        .priceCents(250)
                        .bundleSize(2)
                        .description("as it is")
                        .userDataField("mine")
                        .graded(true)
                        .tag("t"));
        inventory.update(
                product.id(), p -> p.withQuantity(9).withPriceCents(300).withTag(null));
        JsonNode row = client.get("/products/export")
                .json()
                .valueStream()
                .filter(r -> r.path("id").asLong() == product.id())
                .findFirst()
                .orElseThrow();
        assertThat(row.path("quantity").asInt()).isEqualTo(9);
        assertThat(row.path("price_cents").asInt()).isEqualTo(300);
        assertThat(row.path("tag").isNull()).isTrue();
        assertThat(row.path("graded").asBoolean()).isTrue();
        inventory.update(product.id(), p -> p.withQuantity(0));
        assertThat(client.get("/products/export").body()).doesNotContain("\"id\":" + product.id());
        assertThatThrownBy(() -> inventory.put(ProductSpec.of(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSingleProductCanBeReadInThreeWays() {
        long id = account.inventory().list().get(0).id();
        JsonNode product = client.get("/products/" + id).json();
        assertThat(product.path("id").asLong()).isEqualTo(id);
        assertThat(product.path("price").path("cents").isInt()).isTrue();
        assertThat(product.has("user_data_field")).isFalse();
        assertThat(client.get("/products/1").status()).isEqualTo(404);
        assertThat(productRead(ProductReads.NOT_FOUND)).isEqualTo(404);
        assertThat(productRead(ProductReads.NOT_ALLOWED)).isEqualTo(405);
    }

    private static int productRead(ProductReads mode) {
        try (CardTraderSimulator other = CardTraderSimulator.start(
                SimulatorOptions.builder().blueprints(60).productReads(mode).build())) {
            SimulatedAccount seller = other.createAccount(AccountSpec.of(1, 1));
            long id = seller.inventory().list().get(0).id();
            return new SimulatorClient(other, seller).get("/products/" + id).status();
        }
    }

    @Test
    void aHundredThousandRowsAreStreamed() throws Exception {
        SimulatedAccount big = simulator.createAccount(AccountSpec.of(100_000, 4));
        Set<Long> ids = new HashSet<>();
        long start = System.nanoTime();
        try (InputStream in = new SimulatorClient(simulator, big).stream("/products/export");
                JsonParser parser = Json.MAPPER.createParser(in)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                JsonNode row = parser.readValueAsTree();
                ids.add(row.path("id").asLong());
            }
            assertThat(parser.currentToken()).isEqualTo(JsonToken.END_ARRAY);
        }
        assertThat(ids).hasSize(100_000);
        assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    }

    @Test
    void theSameSeedGeneratesTheSameListingsForEveryAccount() {
        SimulatedAccount twin = simulator.createAccount(AccountSpec.of(2_000, 11));
        List<Product> ours = account.inventory().list();
        List<Product> theirs = twin.inventory().list();
        for (int i = 0; i < ours.size(); i++) {
            assertThat(theirs.get(i).toString().replaceFirst("id=\\d+", ""))
                    .isEqualTo(ours.get(i).toString().replaceFirst("id=\\d+", ""));
            assertThat(theirs.get(i).userDataField()).isEqualTo(ours.get(i).userDataField());
        }
    }

    @Test
    void listenersAndCountersSeeEveryRequest() {
        client.get("/products/export?blueprint_id=13");
        client.get("/nowhere");
        assertThat(events).hasSize(2);
        assertThat(events.get(0).endpoint()).isEqualTo("GET /products/export");
        assertThat(events.get(0).query()).isEqualTo("blueprint_id=13");
        assertThat(events.get(0).accountId()).isEqualTo(account.id());
        assertThat(events.get(0).doneNanos())
                .isGreaterThanOrEqualTo(events.get(0).arrivalNanos());
        assertThat(events.get(1).status()).isEqualTo(404);
        assertThat(simulator.requests().total()).isEqualTo(2);
        assertThat(simulator.requests().of("unknown", 404)).isEqualTo(1);
    }

    @Test
    void theMarketplaceListsTheCheapestInItsOddShape() {
        Blueprint blueprint = simulator.blueprints().blueprints().stream()
                .filter(b -> b.gameId() == 1
                        && b.id() % 13 != 0
                        && b.id() % 11 != 0
                        && b.editable("mtg_foil").isPresent())
                .findFirst()
                .orElseThrow();
        JsonNode answer = client.get("/marketplace/products?blueprint_id=" + blueprint.id())
                .json();
        JsonNode rows = answer.path(Integer.toString(blueprint.id()));
        assertThat(rows.size()).isBetween(5, 27);
        List<Integer> prices =
                rows.valueStream().map(r -> r.path("price_cents").asInt()).toList();
        assertThat(prices).isSorted();
        assertThat(rows.get(0).path("graded").isNull()).isTrue();
        assertThat(rows.get(0).path("user").path("user_type").asString()).isIn("pro", "normal");
    }

    @Test
    void theMarketplaceRefusesBracketsAndIgnoresRepetition() {
        try (CardTraderSimulator fast = CardTraderSimulator.start(SimulatorOptions.builder()
                .rateLimit(RateClass.MARKETPLACE, new RateLimit(10, Duration.ofSeconds(1)))
                .build())) {
            SimulatorClient reader = new SimulatorClient(fast, fast.createAccount());
            assertThat(reader.get("/marketplace/products?blueprint_id%5B%5D=14&blueprint_id%5B%5D=15")
                            .status())
                    .isEqualTo(400);
            List<Integer> ids = fast.blueprints().blueprints().stream()
                    .map(Blueprint::id)
                    .filter(id -> id % 13 != 0)
                    .limit(2)
                    .toList();
            assertThat(reader.get("/marketplace/products?blueprint_id=" + ids.get(0) + "&blueprint_id=" + ids.get(1))
                            .json()
                            .propertyNames())
                    .containsExactly(ids.get(0).toString());
            assertThat(reader.get("/marketplace/products").status()).isEqualTo(422);
            int expansion = fast.blueprints().expansions().get(0).id();
            String foil = reader.get("/marketplace/products?foil=true&language=en&expansion_id=" + expansion)
                    .body();
            assertThat(foil).contains("\"mtg_foil\":true").doesNotContain("\"mtg_foil\":false");
        }
    }
}
