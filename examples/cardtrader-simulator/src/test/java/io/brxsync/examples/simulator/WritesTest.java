package io.brxsync.examples.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.examples.simulator.SimulatorClient.Answer;
import io.brxsync.examples.simulator.SimulatorOptions.WarningShape;
import io.brxsync.examples.simulator.catalogue.Blueprint;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class WritesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CardTraderSimulator simulator = CardTraderSimulator.start();
    private final SimulatedAccount account = simulator.createAccount();
    private final Inventory inventory = account.inventory();
    private final SimulatorClient client = new SimulatorClient(simulator, account);
    private final Blueprint magic = simulator.blueprints().blueprints().stream()
            .filter(b -> b.editable("mtg_foil").isPresent() && b.gameId() == 1)
            .findFirst()
            .orElseThrow();

    @AfterEach
    void stop() {
        simulator.close();
    }

    private String body(String more) {
        return "{\"blueprint_id\":" + magic.id() + ",\"price\":62.58,\"quantity\":1" + more + "}";
    }

    @Test
    void aPostCreatesWithDecimalPriceAndAnswersTheResourceForm() {
        Answer answer = client.post("/products", body(",\"user_data_field\":\"Room 1\",\"graded\":true"));
        assertThat(answer.status()).isEqualTo(200);
        JsonNode json = answer.json();
        assertThat(json.path("result").asString()).isEqualTo("ok");
        assertThat(json.path("warnings").isObject()).isTrue();
        JsonNode resource = json.path("resource");
        assertThat(resource.path("price").path("cents").asInt()).isEqualTo(6258);
        assertThat(resource.path("graded").asInt()).isEqualTo(1);
        assertThat(resource.path("properties").path("mtg_language").asString()).isEqualTo("en");
        assertThat(resource.has("user_data_field")).isFalse();
        assertThat(inventory.find(resource.path("id").asLong()).orElseThrow().userDataField())
                .isEqualTo("Room 1");
    }

    @Test
    void anIdenticalPostIncrementsTheListingThatIsThere() {
        long id = client.post("/products", body(""))
                .json()
                .path("resource")
                .path("id")
                .asLong();
        JsonNode second =
                client.post("/products", body(",\"user_data_field\":\"other\"")).json();
        assertThat(second.path("resource").path("id").asLong()).isEqualTo(id);
        assertThat(second.path("resource").path("quantity").asInt()).isEqualTo(2);
        assertThat(inventory.size()).isEqualTo(1);
        client.post("/products", body(",\"properties\":{\"condition\":\"Played\"}"));
        assertThat(inventory.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"price":1,"quantity":1}                                | missing_parameter
            {"blueprint_id":999999999,"price":1,"quantity":1}       | Blueprint not found
            {"blueprint_id":MAGIC,"quantity":1}                     | Price is not a number
            {"blueprint_id":MAGIC,"price":"abc","quantity":1}       | Price is not a number
            {"blueprint_id":MAGIC,"price":0,"quantity":1}           | Price must be greater than 0
            {"blueprint_id":MAGIC,"price":-1,"quantity":1}          | Price must be greater than 0
            {"blueprint_id":MAGIC,"price":1,"quantity":0}           | quantity must be a number
            {"blueprint_id":MAGIC,"price":1,"quantity":"2"}         | quantity must be a number
            {"blueprint_id":MAGIC,"price":1,"quantity":1.5}         | quantity must be a number
            {"blueprint_id":MAGIC,"price":1,"quantity":1,"error_mode":"strict","properties":{"condition":"Mintish"}} | validation_error
            """)
    void whatIsWrongIsRefused(String body, String message) {
        Answer answer = client.post("/products", body.replace("MAGIC", Integer.toString(magic.id())));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains(message);
        assertThat(inventory.size()).isZero();
    }

    @Test
    void theShapesOfErrorsDiffer() {
        JsonNode strict = client.post(
                        "/products", body(",\"error_mode\":\"strict\",\"properties\":{\"mtg_language\":\"ja\"}"))
                .json();
        assertThat(strict.path("errors").path("mtg_language").isArray()).isTrue();
        JsonNode texts =
                client.post("/products", body("").replace("62.58", "0")).json();
        assertThat(texts.path("errors").get(0).isString()).isTrue();
        assertThat(texts.has("error_code")).isFalse();
        assertThat(client.post("/products", "no json").status()).isEqualTo(400);
        JsonNode cart = client.post("/cart/purchase", "{}").json();
        assertThat(cart.path("errors").path("payment_method").isArray()).isTrue();
        JsonNode busy = client.post("/product_imports", "").json();
        assertThat(busy.path("errors").get(0).path("scheduler").isString()).isTrue();
    }

    @Test
    void withoutStrictModeAWrongValueSilentlyBecomesTheDefault() {
        JsonNode json = client.post(
                        "/products",
                        body(",\"properties\":{\"mtg_language\":\"ja\",\"condition\":\"Mintish\",\"signed\":true}"))
                .json();
        assertThat(json.path("result").asString()).isEqualTo("ok");
        assertThat(json.path("warnings").isEmpty()).isTrue();
        JsonNode properties = json.path("resource").path("properties");
        assertThat(properties.path("mtg_language").asString()).isEqualTo("en");
        assertThat(properties.path("condition").asString()).isEqualTo("Near Mint");
        assertThat(properties.path("signed").asBoolean()).isTrue();
    }

    @Test
    void languagesMayComeByNameAndUnderAGeneralName() {
        JsonNode french = client.post(
                        "/products", body(",\"error_mode\":\"strict\",\"properties\":{\"mtg_language\":\"French\"}"))
                .json();
        assertThat(french.path("resource")
                        .path("properties")
                        .path("mtg_language")
                        .asString())
                .isEqualTo("fr");
        JsonNode japanese = client.post("/products", body(",\"properties\":{\"language\":\"Japanese\"}"))
                .json();
        assertThat(japanese.path("resource")
                        .path("properties")
                        .path("mtg_language")
                        .asString())
                .isEqualTo("jp");
    }

    @ParameterizedTest
    @CsvSource({"NESTED,properties", "LISTS,foil", "TEXTS,foil"})
    void readOnlyPropertiesAreIgnoredWithAWarningInThreeShapes(WarningShape shape, String key) {
        try (CardTraderSimulator other = CardTraderSimulator.start(
                SimulatorOptions.builder().warningShape(shape).build())) {
            JsonNode json = new SimulatorClient(other, other.createAccount())
                    .post("/products", body(",\"properties\":{\"foil\":true}"))
                    .json();
            assertThat(json.path("result").asString()).isEqualTo("warning");
            assertThat(json.path("warnings").has(key)).isTrue();
            assertThat(json.path("warnings").toString()).contains("Read only property foil has been ignored");
            assertThat(json.path("resource").path("properties").has("foil")).isFalse();
        }
    }

    @Test
    void aPutIsPartialAndItsQuantityAbsolute() {
        Product product = inventory.put(ProductSpec.of(magic.id())
                .quantity(5)
                .userDataField("foreign")
                .description("keep")
                .properties(Map.of("condition", "Mint")));
        JsonNode json = client.send("PUT", "/products/" + product.id(), "{\"quantity\":3,\"price\":\"1.705\"}")
                .json();
        assertThat(json.path("resource").path("quantity").asInt()).isEqualTo(3);
        Product after = inventory.find(product.id()).orElseThrow();
        assertThat(after.quantity()).isEqualTo(3);
        assertThat(after.priceCents()).isEqualTo(171);
        assertThat(after.userDataField()).isEqualTo("foreign");
        assertThat(after.description()).isEqualTo("keep");
        assertThat(after.properties()).containsEntry("condition", "Mint");

        client.send(
                "PUT", "/products/" + product.id(), "{\"properties\":{\"mtg_foil\":true},\"user_data_field\":null}");
        after = inventory.find(product.id()).orElseThrow();
        assertThat(after.properties()).containsEntry("mtg_foil", true).containsEntry("condition", "Mint");
        assertThat(after.userDataField()).isNull();
        assertThat(client.send("PUT", "/products/1", "{\"quantity\":3}").status())
                .isEqualTo(404);
        assertThat(client.send("PUT", "/products/" + product.id(), "{\"quantity\":-1}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void aPutMayMeltTwoListingsWhenSwitchedOn() {
        try (CardTraderSimulator other = CardTraderSimulator.start(
                SimulatorOptions.builder().mergeOnUpdate(true).build())) {
            SimulatedAccount seller = other.createAccount();
            Product old = seller.inventory().put(ProductSpec.of(magic.id()).quantity(2));
            Product young =
                    seller.inventory().put(ProductSpec.of(magic.id()).properties(Map.of("condition", "Played")));
            JsonNode json = new SimulatorClient(other, seller)
                    .send("PUT", "/products/" + young.id(), "{\"properties\":{\"condition\":\"Near Mint\"}}")
                    .json();
            assertThat(json.path("resource").path("id").asLong()).isEqualTo(old.id());
            assertThat(seller.inventory().list())
                    .singleElement()
                    .satisfies(p -> assertThat(p.quantity()).isEqualTo(3));
        }
    }

    @Test
    void anIncrementToNothingDeletesAndADeleteHasAListOfWarnings() {
        Product product = inventory.put(ProductSpec.of(magic.id()).quantity(2));
        String path = "/products/" + product.id();
        assertThat(client.post(path + "/increment", "{\"delta_quantity\":-1}")
                        .json()
                        .path("resource")
                        .path("quantity")
                        .asInt())
                .isEqualTo(1);
        assertThat(client.post(path + "/increment", "{}").status()).isEqualTo(422);
        assertThat(client.post(path + "/increment", "{\"delta_quantity\":-3}")
                        .json()
                        .path("resource")
                        .path("quantity")
                        .asInt())
                .isZero();
        assertThat(inventory.size()).isZero();
        assertThat(client.post(path + "/increment", "{\"delta_quantity\":1}").status())
                .isEqualTo(404);

        Product second = inventory.put(ProductSpec.of(magic.id()));
        JsonNode deleted =
                client.send("DELETE", "/products/" + second.id(), null).json();
        assertThat(deleted.path("warnings").isArray()).isTrue();
        assertThat(deleted.path("resource").path("id").asLong()).isEqualTo(second.id());
        assertThat(client.send("DELETE", "/products/" + second.id(), null).status())
                .isEqualTo(404);
    }

    @Test
    void aWriteWhoseAnswerIsLostIsAppliedOrNotAsTheFaultSays() {
        FaultMatch posts = FaultMatch.of("POST", "/products");
        simulator.faults().next(Fault.reset(), posts, 1);
        assertThatThrownBy(() -> client.post("/products", body(""))).hasRootCauseInstanceOf(IOException.class);
        assertThat(inventory.size()).isZero();
        simulator.faults().next(Fault.resetAfterApplied(), posts, 1);
        assertThatThrownBy(() -> client.post("/products", body(""))).hasRootCauseInstanceOf(IOException.class);
        assertThat(inventory.size()).isEqualTo(1);
        simulator.faults().next(Fault.html(502), posts, 1);
        assertThat(client.post("/products", body("")).status()).isEqualTo(502);
        assertThat(inventory.list().get(0).quantity()).isEqualTo(1);
        simulator.faults().next(Fault.htmlAfterApplied(502), posts, 1);
        assertThat(client.post("/products", body("")).status()).isEqualTo(502);
        assertThat(inventory.list().get(0).quantity()).isEqualTo(2);
    }

    @Test
    void gatesStopAWriteOnEitherSideOfItsEffect() throws Exception {
        FaultMatch posts = FaultMatch.of("POST", "/products");
        Gate before = simulator.faults().hold(Gate.before(), posts, 1);
        CompletableFuture<Answer> first = client.sendAsync("POST", "/products", body(""));
        assertThat(before.awaitArrivals(1, PATIENCE)).isTrue();
        assertThat(inventory.size()).isZero();
        before.release();
        first.join();
        assertThat(inventory.size()).isEqualTo(1);

        Gate after = simulator.faults().hold(Gate.after(), posts, 1);
        CompletableFuture<Answer> second = client.sendAsync("POST", "/products", body(""));
        assertThat(after.awaitArrivals(1, PATIENCE)).isTrue();
        assertThat(inventory.list().get(0).quantity()).isEqualTo(2);
        assertThat(second).isNotDone();
        after.release();
        assertThat(second.join().status()).isEqualTo(200);
    }

    @Test
    void newerStatusesAreASwitch() {
        try (CardTraderSimulator other = CardTraderSimulator.start(
                SimulatorOptions.builder().newerStatuses(true).build())) {
            SimulatorClient writer = new SimulatorClient(other, other.createAccount());
            assertThat(writer.post("/products", body("")).status()).isEqualTo(201);
            assertThat(writer.post("/products/bulk_create", "{\"products\":[" + body("") + "]}")
                            .status())
                    .isEqualTo(202);
        }
    }

    @Test
    void idsMayBeBeyondAnInt() {
        try (CardTraderSimulator other = CardTraderSimulator.start(
                SimulatorOptions.builder().firstProductId(5_000_000_000L).build())) {
            assertThat(List.copyOf(other.createAccount(AccountSpec.of(1, 1))
                                    .inventory()
                                    .list())
                            .get(0)
                            .id())
                    .isGreaterThan(Integer.MAX_VALUE);
        }
    }

    @Test
    void nothingIsLostWhenSalesAndIncrementsMeet() {
        Product product = inventory.put(ProductSpec.of(magic.id()).quantity(500));
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            int delta = i % 3 == 0 ? 2 : -1;
            answers.add(client.sendAsync(
                    "POST", "/products/" + product.id() + "/increment", "{\"delta_quantity\":" + delta + "}"));
            if (i % 2 == 0) {
                account.orders().sell(product.id(), 1);
            }
        }
        answers.forEach(a -> assertThat(a.join().status()).isEqualTo(200));
        assertThat(inventory.find(product.id()).orElseThrow().quantity()).isEqualTo(500 + 50 * 2 - 100 - 75);
    }
}
