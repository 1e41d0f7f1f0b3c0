package io.brxsync.cardtrader;

import static io.brxsync.BrxException.Kind.OUTCOME_UNKNOWN;
import static io.brxsync.BrxException.Kind.RATE_LIMITED;
import static io.brxsync.BrxException.Kind.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.BrxException;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Product;
import io.brxsync.port.ChangeAnswer;
import io.brxsync.port.EditableProperty;
import io.brxsync.port.JobReport;
import io.brxsync.port.ListingEdit;
import io.brxsync.port.NewListing;
import io.brxsync.port.PropertySchema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** The write endpoints over real HTTP. */
class ListingsTest {
    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(30);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    private Product product() {
        return rig.account.inventory().list().stream()
                .filter(product -> product.quantity() >= 3)
                .findFirst()
                .orElseThrow();
    }

    private static ListingEdit price(long product, int cents) {
        return new ListingEdit(product, cents, null, null, null, null, Map.of());
    }

    @Test
    void anIncrementAnswersTheListing() {
        Product product = product();
        ChangeAnswer answer =
                rig.client().listings().increment(rig.seller, product.id(), -2).orElseThrow();
        assertThat(answer.warnings()).isEmpty();
        assertThat(answer.product()).satisfies(after -> {
            assertThat(after.id()).isEqualTo(product.id());
            assertThat(after.quantity()).isEqualTo(product.quantity() - 2);
            assertThat(after.priceCents()).isEqualTo(product.priceCents());
        });
    }

    @Test
    void whatIsNotListedIsSaidSo() {
        assertThat(rig.client().listings().increment(rig.seller, 1, -1)).isEmpty();
        assertThat(rig.client().listings().delete(rig.seller, 1)).isEmpty();
        assertThat(rig.client().listings().delete(rig.seller, product().id())).isPresent();
    }

    @Test
    void aNewListingIsPricedToTheCent() {
        Product like = product();
        ChangeAnswer answer = rig.client()
                .listings()
                .create(
                        rig.seller,
                        new NewListing(
                                like.blueprint().id(),
                                6258,
                                3,
                                "brx:k",
                                new NewListing.Details("new", true, Map.of())));
        Product made = rig.account
                .inventory()
                .find(Objects.requireNonNull(answer.product()).id())
                .orElseThrow();
        assertThat(made.priceCents()).isEqualTo(6258);
        assertThat(made.quantity()).isEqualTo(3);
        assertThat(made.userDataField()).isEqualTo("brx:k");
        assertThat(made.graded()).isTrue();
    }

    @Test
    void wrongPropertiesAreRefusedNotReplaced() {
        Product like = product();
        Map<String, JsonNode> wrong = Map.of("condition", StringNode.valueOf("Shiny"));
        BrxException failure = Rig.failure(() -> rig.client()
                .listings()
                .create(
                        rig.seller,
                        new NewListing(
                                like.blueprint().id(), 1, 1, "brx:k", new NewListing.Details(null, null, wrong))));
        assertThat(failure.kind()).isEqualTo(REJECTED);
    }

    @Test
    void manyNewListingsAreOneJobOfStrictItems() {
        int blueprint = product().blueprint().id();
        Map<String, JsonNode> wrong = Map.of("condition", StringNode.valueOf("Shiny"));
        NewListing.Details plain = new NewListing.Details("new", true, Map.of());
        NewListing.Details bad = new NewListing.Details("new", true, wrong);
        UUID job = rig.client()
                .listings()
                .startCreations(
                        rig.seller,
                        List.of(
                                new NewListing(blueprint, 6258, 3, "brx:a", plain),
                                new NewListing(blueprint, 7, 1, "brx:b", bad),
                                new NewListing(blueprint, 8, 2, "brx:c", plain)));
        rig.account.jobs().completeAll();
        JobReport report = report(job);
        assertThat(report.item(1).orElseThrow().result()).isEqualTo(JobReport.Result.ERROR);
        long first = Objects.requireNonNull(report.item(0).orElseThrow().productId());
        assertThat(rig.account.inventory().find(first).orElseThrow()).satisfies(made -> {
            assertThat(made.priceCents()).isEqualTo(6258);
            assertThat(made.quantity()).isEqualTo(3);
            assertThat(made.userDataField()).isEqualTo("brx:a");
            assertThat(made.graded()).isTrue();
        });
        assertThat(rig.account.inventory().findByBlueprint(blueprint))
                .extracting(Product::userDataField)
                .contains("brx:c")
                .doesNotContain("brx:b");
    }

    @Test
    void aJobIsFollowedToItsEndItemByItem() {
        List<Product> products = rig.account.inventory().list().subList(0, 6);
        rig.account.inventory().remove(products.get(2).id());
        UUID job = rig.client()
                .listings()
                .startUpdates(
                        rig.seller,
                        products.stream()
                                .map(product -> price(product.id(), 4321))
                                .toList());
        rig.account.jobs().completeAll();
        JobReport report = report(job);
        assertThat(report.state()).isEqualTo(JobReport.State.COMPLETED);
        assertThat(report.items()).hasSize(6);
        assertThat(report.item(2).orElseThrow().result()).isEqualTo(JobReport.Result.ERROR);
        assertThat(report.item(2).orElseThrow().messages()).containsExactly("id: Product not found");
        assertThat(report.item(5).orElseThrow().productId())
                .isEqualTo(products.get(5).id());
        assertThat(rig.account.inventory().find(products.get(0).id()).orElseThrow())
                .satisfies(product -> {
                    assertThat(product.priceCents()).isEqualTo(4321);
                    assertThat(product.quantity()).isEqualTo(products.get(0).quantity());
                    assertThat(product.userDataField())
                            .isEqualTo(products.get(0).userDataField());
                });
    }

    /** Once per test: the simulator keeps CardTrader's limit of one look per second. */
    private JobReport report(UUID job) {
        return rig.client().listings().job(rig.seller, job);
    }

    @Test
    void aJobThatNobodyKnowsIsNoError() {
        assertThat(report(UUID.randomUUID()).state()).isEqualTo(JobReport.State.UNKNOWN);
    }

    @Test
    void aJobThatHasNotEndedSaysSo() {
        UUID job = rig.client()
                .listings()
                .startUpdates(rig.seller, List.of(price(product().id(), 4)));
        assertThat(report(job).state()).isEqualTo(JobReport.State.UNFINISHED);
    }

    @Test
    void aJobThatIsGivenUpIsNotDone() {
        rig.account.jobs().nextUnprocessable(1);
        UUID job = rig.client()
                .listings()
                .startUpdates(rig.seller, List.of(price(product().id(), 4)));
        rig.account.jobs().completeAll();
        assertThat(report(job).state()).isEqualTo(JobReport.State.UNPROCESSABLE);
    }

    @Test
    void aBlueprintTellsWhatMayBeSaid() {
        Product product = product();
        PropertySchema schema = rig.client()
                .listings()
                .propertySchema(rig.seller, product.blueprint().id())
                .orElseThrow();
        assertEqual(schema, product);
        assertThat(rig.client().listings().propertySchema(rig.seller, 999_999_999))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 200})
    void itIsFoundAmongTheSellersExpansionsToo(int status) {
        Product product = rig.account.inventory().list().stream()
                .filter(each -> each.blueprint().expansionId() != null)
                .findFirst()
                .orElseThrow();
        rig.simulator
                .faults()
                .always(
                        Fault.json(status, status == 200 ? "[]" : "{\"error_code\":\"not_found\"}"),
                        FaultMatch.of(
                                "GET", "/blueprints/" + product.blueprint().id()));

        assertEqual(
                rig.client()
                        .listings()
                        .propertySchema(rig.seller, product.blueprint().id())
                        .orElseThrow(),
                product);
    }

    private static void assertEqual(PropertySchema schema, Product product) {
        assertThat(schema.editable())
                .isEqualTo(product.blueprint().editableProperties().stream()
                        .map(each -> new EditableProperty(each.name(), each.bool(), each.possibleValues()))
                        .toList());
        assertThat(schema.fixed())
                .isEqualTo(product.blueprint().fixedProperties().keySet());
    }

    @Test
    void anAnswerThatGotLostLeavesTheOutcomeUnknown() {
        for (Fault fault : List.of(
                Fault.resetAfterApplied(),
                Fault.reset(),
                Fault.html(502),
                Fault.truncated(10),
                Fault.json(200, "[]"),
                Fault.json(200, "{\"result\":\"error\"}"))) {
            rig.simulator.faults().next(fault, FaultMatch.of("POST", "/products/:id/increment"), 1);
            BrxException failure = Rig.failure(() ->
                    rig.client().listings().increment(rig.seller, product().id(), 1));
            assertThat(failure.kind()).as("%s", fault).isEqualTo(OUTCOME_UNKNOWN);
        }
        assertThat(rig.simulator.requests().of("POST /products/:id/increment")).isEqualTo(6);
        rig.simulator.faults().next(Fault.tooManyRequests(), FaultMatch.any(), 1);
        assertThat(Rig.failure(() -> rig.client()
                                .listings()
                                .increment(rig.seller, product().id(), 1))
                        .kind())
                .isEqualTo(RATE_LIMITED);
    }
}
