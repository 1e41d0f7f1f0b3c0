package io.brxsync.cardtrader;

import static io.brxsync.BrxException.Kind.RETRYABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.examples.simulator.BrokenRow;
import io.brxsync.examples.simulator.Fault;
import io.brxsync.examples.simulator.FaultMatch;
import io.brxsync.examples.simulator.Product;
import io.brxsync.examples.simulator.ProductSpec;
import io.brxsync.port.ExportFilter;
import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportSummary;
import io.brxsync.port.ExportedProduct;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The export end to end: every oddity and every fault of the simulator against the port's promises. */
class ExportTest {
    private static final int PRODUCTS = 300;
    private static final ExportFilter EVERYTHING = new ExportFilter.Everything();
    private static final FaultMatch EXPORTS = FaultMatch.of("GET", "/products/export");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Rig.Rows rows = new Rig.Rows();
    private Rig rig;

    @BeforeEach
    void start() {
        rig = new Rig(PRODUCTS);
    }

    @AfterEach
    void stop() throws Exception {
        rig.close();
    }

    @Test
    void everyProductArrivesAsItIs() {
        rig.account
                .inventory()
                .put(ProductSpec.of(
                                rig.simulator.blueprints().blueprints().get(0).id())
                        .quantity(3)
                        .priceCents(6258)
                        .bundleSize(4)
                        .description("Ärger \"mit\" \\ Zeilen\nund 🃏")
                        .graded(true)
                        .userDataField("shelf§7"));

        ExportSummary summary = export();

        assertThat(summary.products()).isEqualTo(PRODUCTS + 1);
        assertThat(summary.broken()).isZero();
        assertThat(summary.bytes()).isPositive();
        assertSameAsInventory();
        assertThat(rig.heard.responses).containsExactly("/products/export 200");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void otherSpellingsMeanTheSame(Fault fault) {
        rig.simulator.faults().always(fault, EXPORTS);

        assertThat(export().broken()).isZero();
        assertThat(ids()).isEqualTo(inventoryIds());
        for (Product product : rig.account.inventory().list()) {
            ExportedProduct read = byId(product.id());
            assertThat(read.priceCents()).isEqualTo(product.priceCents());
            assertThat(read.currency()).isEqualTo("EUR");
            assertThat(read.quantity()).isEqualTo(product.quantity());
            assertThat(JSON.readTree(read.details().properties()).size())
                    .isGreaterThanOrEqualTo(product.properties().size());
        }
    }

    static Stream<Fault> harmless() {
        return Stream.of(
                Fault.unknownFields(),
                Fault.unknownValues(),
                Fault.resourceForm(),
                Fault.priceObject(),
                Fault.otherEnvelope());
    }

    @Test
    void aGradeThatIsNoTruthIsUnknown() {
        rig.simulator.faults().always(Fault.unknownValues(), EXPORTS);
        export();
        assertThat(rows.products).allMatch(product -> product.details().graded() == null);
    }

    @Test
    void brokenRowsAreToldAndTheRestGoesOn() {
        rig.simulator.faults().always(Fault.brokenRows(30), EXPORTS);

        ExportSummary summary = export();

        assertThat(summary)
                .extracting(ExportSummary::products, ExportSummary::broken)
                .containsExactly(270L, 30L);
        assertThat(rows.products).hasSize(270);
        assertThat(rows.broken).hasSize(30).startsWith(0L, 10L, 20L, 30L).doesNotHaveDuplicates();
        assertThat(inventoryIds()).containsAll(ids());
    }

    @ParameterizedTest
    @EnumSource(BrokenRow.class)
    void everyKindOfBrokenRowIsFound(BrokenRow kind) {
        rig.simulator.faults().always(Fault.brokenRows(PRODUCTS, kind), EXPORTS);

        ExportSummary summary = export();

        assertThat(summary.broken()).isEqualTo(PRODUCTS);
        assertThat(rows.reasons).hasSize(PRODUCTS).allMatch(reason -> !reason.isBlank());
        assertThat(String.join(" ", rows.reasons)).doesNotContain("none", "abc", "99999999999", "row lost", "EUR");
    }

    @Test
    void anIdThatComesTwiceIsHandedOnTwice() {
        rig.simulator.faults().always(Fault.duplicateIds(5), EXPORTS);

        assertThat(export().products()).isEqualTo(PRODUCTS + 5);
        assertThat(rows.products.get(PRODUCTS).id())
                .isEqualTo(rows.products.get(0).id());
        assertThat(rows.products.get(PRODUCTS).quantity())
                .isEqualTo(rows.products.get(0).quantity() + 1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("truncations")
    void anExportThatIsCutIsNeverTakenForComplete(Fault fault) {
        rig.simulator.faults().always(fault, EXPORTS);

        BrxException failure = Rig.failure(this::export);

        assertThat(failure.kind()).isEqualTo(RETRYABLE);
        assertThat(failure).hasMessageContaining("truncated");
        // The server counts an answer when it is done with it, which may be a moment after the client is.
        assertThat(Stream.generate(() -> rig.simulator.requests().total())
                        .limit(1_000_000)
                        .anyMatch(total -> total > 0))
                .isTrue();
        assertThat(rig.simulator.requests().total())
                .as("rows were used: the caller has to start over")
                .isEqualTo(1);
        assertThat(rows.products).hasSizeLessThanOrEqualTo(PRODUCTS);
    }

    static Stream<Fault> truncations() {
        return Stream.of(
                Fault.truncated(4_000),
                Fault.truncatedWithContentLength(4_000),
                Fault.resetMidBody(4_000),
                Fault.truncatedWithContentLength(Long.MAX_VALUE),
                Fault.endsAfterRows(0),
                Fault.endsAfterRows(120),
                Fault.endsAfterRows(PRODUCTS));
    }

    @Test
    void anEmptyExportIsAnExport() {
        rig.simulator.faults().always(Fault.emptyExport(), EXPORTS);

        assertThat(export())
                .extracting(ExportSummary::products, ExportSummary::broken)
                .containsExactly(0L, 0L);
    }

    @Test
    void aServerErrorBeforeTheFirstRowIsRepeated() {
        rig.simulator.faults().next(Fault.html(503), EXPORTS, 2);

        assertThat(export().products()).isEqualTo(PRODUCTS);
        assertThat(ids()).isEqualTo(inventoryIds());
    }

    @Test
    void filtersNarrowTheExport() {
        Product some = rig.account.inventory().list().get(0);
        int blueprint = some.blueprint().id();
        rig.client().export(rig.seller, new ExportFilter.OfBlueprint(blueprint), rows);
        assertThat(rows.products).isNotEmpty().allMatch(product -> product.blueprintId() == blueprint);

        Rig.Rows ofExpansion = new Rig.Rows();
        int expansion = some.blueprint().expansionId();
        rig.client().export(rig.seller, new ExportFilter.OfExpansion(expansion), ofExpansion);
        assertThat(ofExpansion.products).hasSizeBetween(rows.products.size(), PRODUCTS - 1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatTheSinkThrowsIsTheSinksOwn(boolean interrupted) {
        BrxException lost = BrxException.of(BrxException.Kind.LEASE_LOST, "another worker holds it");
        ExportSink refusing = new ExportSink() {
            @Override
            public void product(ExportedProduct product) {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                throw lost;
            }

            @Override
            public void broken(long row, String reason) {}
        };
        CardTrader client = rig.client();

        assertThatThrownBy(() -> client.export(rig.seller, EVERYTHING, refusing))
                .isSameAs(lost);
        assertThat(Thread.interrupted()).isEqualTo(interrupted);
        assertThat(client.export(rig.seller, EVERYTHING, rows).products()).isEqualTo(PRODUCTS);
    }

    private ExportSummary export() {
        return rig.client().export(rig.seller, EVERYTHING, rows);
    }

    private void assertSameAsInventory() {
        assertThat(ids()).isEqualTo(inventoryIds());
        for (Product product : rig.account.inventory().list()) {
            ExportedProduct read = byId(product.id());
            JsonNode properties = JSON.valueToTree(Map.copyOf(product.properties()));
            assertThat(read)
                    .extracting(
                            ExportedProduct::blueprintId,
                            ExportedProduct::quantity,
                            ExportedProduct::priceCents,
                            ExportedProduct::currency,
                            ExportedProduct::bundleSize)
                    .containsExactly(
                            product.blueprint().id(),
                            product.quantity(),
                            product.priceCents(),
                            "EUR",
                            product.bundleSize());
            assertThat(JSON.readTree(read.details().properties())).isEqualTo(properties);
            assertThat(read.details().description()).isEqualTo(product.description());
            assertThat(read.details().userDataField()).isEqualTo(product.userDataField());
            assertThat(read.details().graded()).isEqualTo(product.graded());
        }
    }

    private ExportedProduct byId(long id) {
        return rows.products.stream()
                .filter(product -> product.id() == id)
                .findFirst()
                .orElseThrow();
    }

    private List<Long> ids() {
        return rows.products.stream()
                .map(ExportedProduct::id)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private List<Long> inventoryIds() {
        return rig.account.inventory().list().stream()
                .map(Product::id)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
