package io.brxsync.cardtrader.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportedProduct;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What holds for any export: whole rows in, the same rows out; anything less is never taken for the whole. */
class ProductExportPropertyTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A product and, apart from it, how its row is spelled. */
    record Row(ExportedProduct product, int spelling) {}

    @Property(tries = 300)
    void whatIsWrittenIsRead(
            @ForAll("rows") List<Row> rows, @ForAll boolean wrapped, @ForAll @IntRange(min = 1, max = 64) int portion)
            throws IOException {
        Collected collected = new Collected();
        ProductExport.Rows count = ProductExport.read(inPortions(document(rows, wrapped), portion), collected);

        assertThat(count).isEqualTo(new ProductExport.Rows(rows.size(), 0));
        assertThat(collected.products).isEqualTo(rows.stream().map(Row::product).toList());
    }

    @Property(tries = 500)
    void noBeginningOfAnExportIsAnExport(@ForAll("rows") List<Row> rows, @ForAll boolean wrapped, @ForAll int where) {
        byte[] whole = document(rows, wrapped);
        byte[] cut = Arrays.copyOf(whole, Math.floorMod(where, whole.length));

        assertThatThrownBy(() -> ProductExport.read(new ByteArrayInputStream(cut), new Collected()))
                .isInstanceOf(MalformedBodyException.class);
    }

    @Property(tries = 1000)
    void damageIsEitherToldOrHarmless(@ForAll("rows") List<Row> rows, @ForAll int where, @ForAll byte what) {
        byte[] damaged = document(rows, false);
        damaged[Math.floorMod(where, damaged.length)] = what;
        Collected collected = new Collected();

        try {
            ProductExport.Rows count = ProductExport.read(new ByteArrayInputStream(damaged), collected);
            assertThat(count.products()).isEqualTo(collected.products.size());
            assertThat(count.broken()).isEqualTo(collected.broken);
        } catch (IOException told) {
            assertThat(told).isInstanceOf(MalformedBodyException.class);
        }
    }

    @Provide
    Arbitrary<List<Row>> rows() {
        return row().list().ofMaxSize(8);
    }

    private static Arbitrary<Row> row() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars('a', '"', '\\', '\n', '\t', 'é', '§', '\u2028', '/', '<')
                .ofMaxLength(12);
        Arbitrary<ExportedProduct.Details> details = Combinators.combine(
                        text.map(value -> JSON.createObjectNode().put("condition", value)),
                        text.injectNull(0.3),
                        text.injectNull(0.3),
                        Arbitraries.of(Boolean.TRUE, Boolean.FALSE).injectNull(0.3))
                .as((properties, description, tag, graded) ->
                        new ExportedProduct.Details(properties.toString(), description, tag, graded));
        Arbitrary<Integer> count = Arbitraries.integers().between(0, Integer.MAX_VALUE);
        return Combinators.combine(
                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                        Arbitraries.integers().between(1, Integer.MAX_VALUE),
                        count,
                        count,
                        Arbitraries.of("EUR", "GBP", ""),
                        Arbitraries.integers().between(1, 100),
                        details)
                .as(ExportedProduct::new)
                .flatMap(product -> Arbitraries.integers().between(0, 15).map(spelling -> new Row(product, spelling)));
    }

    private static byte[] document(List<Row> rows, boolean wrapped) {
        StringBuilder text = new StringBuilder(wrapped ? "{\"total\":1,\"array\": [" : "[");
        for (int i = 0; i < rows.size(); i++) {
            text.append(i == 0 ? "\n " : " ,\n").append(spelled(rows.get(i)));
        }
        return text.append(wrapped ? "]}" : "]").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode spelled(Row row) {
        ExportedProduct product = row.product();
        ExportedProduct.Details details = product.details();
        ObjectNode json = JSON.createObjectNode();
        json.putObject("unknown").putArray("list").add(1);
        if ((row.spelling() & 1) == 0) {
            json.put("id", product.id()).put("price_cents", product.priceCents());
            json.put("price_currency", product.currency());
        } else {
            json.put("id", Long.toString(product.id()));
            ObjectNode price = json.putObject((row.spelling() & 2) == 0 ? "price" : "price_cents");
            price.put("currency", product.currency()).put("cents", product.priceCents());
        }
        json.put("quantity", product.quantity()).put("blueprint_id", product.blueprintId());
        json.put("bundle_size", product.bundleSize());
        json.set((row.spelling() & 4) == 0 ? "properties" : "properties_hash", JSON.readTree(details.properties()));
        json.put("description", details.description()).put("user_data_field", details.userDataField());
        grade(json, details.graded(), (row.spelling() & 8) == 0);
        return json;
    }

    private static void grade(ObjectNode json, @Nullable Boolean graded, boolean asNumber) {
        if (graded == null) {
            json.putNull("graded");
        } else if (asNumber) {
            json.put("graded", graded ? 1 : 0);
        } else {
            json.put("graded", graded.toString().toLowerCase(Locale.ROOT));
        }
    }

    /** As a network would deliver it: never more than a few bytes at once. */
    private static InputStream inPortions(byte[] body, int portion) {
        return new ByteArrayInputStream(body) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, portion));
            }
        };
    }

    private static final class Collected implements ExportSink {
        private final List<ExportedProduct> products = new ArrayList<>();
        private long broken;

        @Override
        public void product(ExportedProduct product) {
            products.add(product);
        }

        @Override
        public void broken(long row, String reason) {
            assertThat(reason).isNotBlank();
            broken++;
        }
    }
}
