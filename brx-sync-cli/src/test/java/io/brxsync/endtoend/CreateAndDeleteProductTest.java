package io.brxsync.endtoend;

import static io.brxsync.endtoend.OutboundShop.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.ProductSpec;
import io.brxsync.port.Operation;
import io.brxsync.port.OutboundChange.State;
import io.brxsync.queue.Enqueued;
import io.brxsync.task.SyncTask;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** New listings appear once, removed ones are gone, whatever answers get lost. */
@Timeout(120)
class CreateAndDeleteProductTest {
    private static final FaultMatch CREATE = FaultMatch.of("POST", "/products");

    private OutboundShop shop;

    @BeforeEach
    void open() throws Exception {
        shop = new OutboundShop(20).open();
    }

    @AfterEach
    void close() throws Exception {
        shop.close();
    }

    private int blueprint() {
        List<Integer> taken = shop.account.inventory().list().stream()
                .map(product -> product.blueprint().id())
                .toList();
        return shop.simulator.blueprints().blueprints().stream()
                .filter(blueprint -> !taken.contains(blueprint.id()))
                .filter(blueprint -> blueprint.editable("condition").isPresent())
                .findFirst()
                .orElseThrow()
                .id();
    }

    private SyncTask.CreateProduct product(String key, int blueprint, Map<String, JsonNode> properties) {
        return new SyncTask.CreateProduct(shop.user, key, blueprint, 499, 3, "as new", false, properties);
    }

    private List<Product> listed(int blueprint) {
        return shop.account.inventory().findByBlueprint(blueprint);
    }

    @Test
    void aNewProductIsListedUnderItsOwnKey() throws Exception {
        int blueprint = blueprint();
        SyncTask.CreateProduct creation =
                product("sku-1", blueprint, Map.of("condition", StringNode.valueOf("Played")));
        assertThat(shop.end(shop.brx.stock().createProduct(creation)).status()).isEqualTo(Operation.Status.COMPLETED);
        shop.end(shop.brx.stock().createProduct(creation));
        assertThat(listed(blueprint)).singleElement().satisfies(product -> {
            assertThat(product.quantity()).isEqualTo(3);
            assertThat(product.priceCents()).isEqualTo(499);
            assertThat(product.userDataField()).isEqualTo("brx:sku-1");
            assertThat(product.properties()).containsEntry("condition", "Played");
        });
        shop.becomesQuietAndEqual();
        assertThat(shop.simulator.requests().of("POST /products")).isEqualTo(1);
        assertThat(shop.single("select cause || ' ' || delta || ' ' || quantity_after from stock_movements"
                        + " where user_id = ?"))
                .isEqualTo("creation 3 3");
        assertThatThrownBy(() -> shop.brx.stock().createProduct(product("sku-1", blueprint, Map.of())))
                .hasMessageContaining("sku-1");
    }

    @Test
    void wrongPropertiesNeverLeave() throws Exception {
        Operation operation = shop.end(shop.brx
                .stock()
                .createProduct(product("sku-2", blueprint(), Map.of("condition", StringNode.valueOf("Shiny")))));
        assertThat(operation.status()).isEqualTo(Operation.Status.FAILED);
        assertThat(operation.progress().message()).contains("Near Mint");
        assertThat(shop.simulator.requests().of("POST /products")).isZero();
    }

    @Test
    void anIdenticalListingGrowsAndKeepsAForeignTag() throws Exception {
        int blueprint = blueprint();
        Product present = shop.account
                .inventory()
                .put(ProductSpec.of(blueprint)
                        .quantity(5)
                        .priceCents(499)
                        .description("as new")
                        .userDataField("another tool's"));
        shop.brx.runInline(new SyncTask.BulkSync(shop.user));
        shop.end(shop.brx.stock().createProduct(product("sku-3", blueprint, Map.of())));
        assertThat(listed(blueprint)).singleElement().satisfies(product -> {
            assertThat(product.id()).isEqualTo(present.id());
            assertThat(product.quantity()).isEqualTo(8);
            assertThat(product.userDataField()).isEqualTo("another tool's");
        });
        shop.becomesQuietAndEqual();
    }

    static Stream<Fault> withoutAnAnswer() {
        return Stream.of(Fault.resetAfterApplied(), Fault.reset(), Fault.json(200, "{\"result\":\"ok\"}"));
    }

    @ParameterizedTest
    @MethodSource("withoutAnAnswer")
    void aCreationWithoutAnAnswerIsFoundAgainOrMadeOnce(Fault fault) throws Exception {
        int blueprint = blueprint();
        shop.simulator.faults().next(fault, CREATE, 1);
        shop.end(shop.brx.stock().createProduct(product("sku-4", blueprint, Map.of())));
        assertThat(listed(blueprint))
                .singleElement()
                .extracting(Product::quantity)
                .isEqualTo(3);
        shop.becomesQuietAndEqual();
        assertThat(shop.changes().get(0).state()).isEqualTo(State.DONE);
    }

    @Test
    void aCreationThatMayHaveMeltedIntoAnotherListingIsNotRepeated() throws Exception {
        int blueprint = blueprint();
        shop.account
                .inventory()
                .put(ProductSpec.of(blueprint).quantity(5).priceCents(499).description("as new"));
        shop.brx.runInline(new SyncTask.BulkSync(shop.user));
        shop.simulator.faults().next(Fault.resetAfterApplied(), CREATE, 1);
        Operation operation = shop.end(shop.brx.stock().createProduct(product("sku-5", blueprint, Map.of())));
        assertThat(operation.status()).isEqualTo(Operation.Status.FAILED);
        assertThat(shop.changes().get(0).state()).isEqualTo(State.REVIEW);
        assertThat(listed(blueprint))
                .singleElement()
                .extracting(Product::quantity)
                .isEqualTo(8);
        shop.becomesQuietAndEqual();
    }

    @Test
    void anExportMeanwhileDoesNotHideWhereItWent() throws Exception {
        int blueprint = blueprint();
        Product present = shop.account
                .inventory()
                .put(ProductSpec.of(blueprint).quantity(5).priceCents(499).description("as new"));
        shop.brx.runInline(new SyncTask.BulkSync(shop.user));
        shop.simulator.faults().next(Fault.resetAfterApplied(), CREATE, 1);
        Enqueued creation = shop.brx.stock().createProduct(product("sku-6", blueprint, Map.of()));
        shop.await(() -> shop.listed(present) == 8, "the creation");
        shop.brx.runInline(new SyncTask.BulkSync(shop.user));
        assertThat(shop.mirrored(present)).isEqualTo(8);
        shop.end(creation);
        assertThat(shop.changes().get(0).state()).isEqualTo(State.REVIEW);
        assertThat(shop.listed(present)).isEqualTo(8);
        shop.becomesQuietAndEqual();
    }

    @Test
    void aDeletedProductIsGoneOnBothSides() throws Exception {
        Product product = shop.product(1);
        assertThat(shop.end(shop.brx.stock().deleteProduct(shop.user, id(product)))
                        .status())
                .isEqualTo(Operation.Status.COMPLETED);
        assertThat(shop.account.inventory().find(product.id())).isEmpty();
        shop.becomesQuietAndEqual();
        assertThat(shop.single("select cause || ' ' || delta || ' ' || quantity_after from stock_movements"
                        + " where user_id = ?"))
                .isEqualTo("deletion " + -product.quantity() + " 0");
    }

    @Test
    void whatIsGoneAlreadyCountsAsDeleted() throws Exception {
        Product product = shop.product(1);
        shop.account.inventory().remove(product.id());
        assertThat(shop.end(shop.brx.stock().deleteProduct(shop.user, id(product)))
                        .status())
                .isEqualTo(Operation.Status.COMPLETED);
        assertThat(shop.changes().get(0).result()).contains("not listed");
    }

    @Test
    void aDeletionWithoutAnAnswerIsMadeAgain() throws Exception {
        Product product = shop.product(1);
        shop.simulator.faults().next(Fault.resetAfterApplied(), FaultMatch.of("DELETE", "/products/:id"), 1);
        assertThat(shop.end(shop.brx.stock().deleteProduct(shop.user, id(product)))
                        .status())
                .isEqualTo(Operation.Status.COMPLETED);
        shop.becomesQuietAndEqual();
    }
}
