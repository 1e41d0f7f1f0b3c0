package io.brxsync.cardtrader.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportedProduct;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every spelling of a row that is accepted, and every one that is not. */
class ProductExportTest {
    private static final String MINIMAL = "\"id\":9,\"blueprint_id\":8,\"quantity\":7,\"price_cents\":650";

    private final List<ExportedProduct> products = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    @Test
    void theLeastThatARowMustSay() throws IOException {
        assertThat(one("{" + MINIMAL + "}"))
                .isEqualTo(
                        new ExportedProduct(9, 8, 7, 650, "", 1, new ExportedProduct.Details("{}", null, null, null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"price_cents\":650                                     | 650 | ``",
                "\"price_cents\":\"650\"                                 | 650 | ``",
                "\"price_cents\":650.0                                   | 650 | ``",
                "\"price_cents\":6.5e2                                   | 650 | ``",
                "\"price_cents\":0                                       | 0   | ``",
                "\"price_cents\":2147483647                              | 2147483647 | ``",
                "\"price_cents\":{\"cents\":650,\"currency\":\"EUR\"}    | 650 | EUR",
                "\"price_cents\":{\"x\":[{}],\"cents\":\"650\"}          | 650 | ``",
                "\"price\":{\"cents\":650,\"currency\":\"GBP\"}          | 650 | GBP",
                "\"price\":{\"currency\":\"GBP\",\"cents\":650,\"x\":{}} | 650 | GBP",
                "\"price\":6.5                                           | 650 | ``",
                "\"price\":\"6.50\"                                      | 650 | ``",
                "\"price\":62.58                                         | 6258 | ``",
                "\"price\":0.29                                          | 29  | ``",
                "\"price\":1.1                                           | 110 | ``",
                "\"price\":4                                             | 400 | ``",
                "\"price\":\"6,50 EUR\",\"price_cents\":650              | 650 | ``",
                "\"price\":{\"cents\":1},\"price_cents\":650             | 650 | ``",
                "\"price_cents\":null,\"price\":{\"cents\":650}          | 650 | ``",
                "\"price_cents\":650,\"price_currency\":\"NZD\"          | 650 | NZD",
                "\"price_cents\":{\"cents\":650,\"currency\":\"EUR\"},\"price_currency\":\"NZD\" | 650 | NZD",
                "\"price_cents\":650,\"price_currency\":null             | 650 | ``",
                "\"price_cents\":650,\"price_currency\":[1]              | 650 | ``",
            })
    void aPriceInAnyForm(String members, int cents, String currency) throws IOException {
        ExportedProduct product = one("{\"id\":9,\"blueprint_id\":8,\"quantity\":7," + members + "}");

        assertThat(product.priceCents()).isEqualTo(cents);
        assertThat(product.currency()).isEqualTo(currency);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"price\":6.505",
                "\"price\":\"6,50\"",
                "\"price\":\"\"",
                "\"price\":{}",
                "\"price\":[]",
                "\"price\":true",
                "\"price\":1e400",
                "\"price\":1e-400",
                "\"price\":1e2147483647",
                "\"price\":1e-2147483647",
                "\"price\":-1",
                "\"price_cents\":650.5",
                "\"price_cents\":-1",
                "\"price_cents\":2147483648",
                "\"price_cents\":99999999999999999999999999",
                "\"price_cents\":null",
                "\"price_cents\":{\"cents\":null}",
                "\"price_cents\":\"x\""
            })
    void aPriceThatCannotBeToldExactlyBreaksTheRow(String member) throws IOException {
        assertThat(reasonOf("{\"id\":9,\"blueprint_id\":8,\"quantity\":7," + member + "}"))
                .startsWith("price_cents: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "false     | false",
                "true      | true",
                "0         | false",
                "1         | true",
                "\"true\"  | true",
                "\"false\" | false",
                "\"1\"     | true",
                "null      | ",
                "\"PSA 9\" | ",
                "\"\"      | ",
                "2         | ",
                "{}        | ",
                "[true]    | ",
            })
    void aGradeInAnyForm(String graded, Boolean expected) throws IOException {
        assertThat(one("{" + MINIMAL + ",\"graded\":" + graded + "}").details().graded())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"properties_hash\":{ \"a\" : \"b\" }                        | {\"a\":\"b\"}",
                "\"properties\":{\"a\":1}                                     | {\"a\":1}",
                "\"properties_hash\":{\"a\":1},\"properties\":{\"b\":2}       | {\"a\":1}",
                "\"properties_hash\":{\"a\":1},\"properties\":[]              | {\"a\":1}",
                "\"properties_hash\":null,\"properties\":{\"b\":2}            | {\"b\":2}",
                "\"properties_hash\":null                                     | {}",
                "\"properties_hash\":{\"n\":1.10,\"e\":1E+2,\"z\":-0}         | {\"n\":1.10,\"e\":1E+2,\"z\":-0}",
                "\"properties_hash\":{\"l\":[1,{\"x\":[]},null,true]}         | {\"l\":[1,{\"x\":[]},null,true]}",
                "\"properties_hash\":{\"q\":\"\\\"\\\\\\n\\u00e9\"}           | {\"q\":\"\\\"\\\\\\né\"}",
                "\"properties_hash\":{\"a\":1,\"a\":2}                        | {\"a\":1,\"a\":2}",
            })
    void propertiesAreKeptToTheLetter(String members, String expected) throws IOException {
        assertThat(one("{" + MINIMAL + "," + members + "}").details().properties())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "\"{}\"",
                "3",
                "true",
                "{\"a\":\"\\u0000\"}",
                "{\"\\u0000\":1}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"a\":1e999999}",
                "{\"a\":11111111111111111111111111111111111111111111111111}",
                "{\"a\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}"
            })
    void propertiesThatADatabaseWouldRefuseBreakTheRow(String properties) throws IOException {
        assertThat(reasonOf("{" + MINIMAL + ",\"properties_hash\":" + properties + "}"))
                .isEqualTo("properties: not an object that can be kept");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                    | id: missing",
                "null                                                  | not an object",
                "17                                                    | not an object",
                "\"text\"                                              | not an object",
                "[1,[2]]                                               | not an object",
                "{\"id\":null}                                         | id: missing",
                "{\"id\":0}                                            | id: out of range",
                "{\"id\":-5}                                           | id: out of range",
                "{\"id\":9223372036854775808}                          | id: missing",
                "{\"id\":1.5}                                          | id: missing",
                "{\"id\":\"12x\"}                                      | id: missing",
                "{\"id\":{\"id\":1}}                                   | id: missing",
                "{\"id\":true}                                         | id: missing",
                "{\"id\":1}                                            | blueprint_id: missing",
                "{\"id\":1,\"blueprint_id\":2147483648}                | blueprint_id: out of range",
                "{\"id\":1,\"blueprint_id\":2}                         | quantity: missing",
                "{\"id\":1,\"blueprint_id\":2,\"quantity\":-1}         | quantity: out of range",
                "{\"id\":1,\"blueprint_id\":2,\"quantity\":2147483648} | quantity: out of range",
                "{\"id\":1,\"blueprint_id\":2,\"quantity\":1}          | price_cents: missing",
                "{\"id\":1,\"blueprint_id\":2,\"quantity\":1,\"price_cents\":1,\"bundle_size\":0}   | bundle_size: out",
                "{\"id\":1,\"blueprint_id\":2,\"quantity\":1,\"price_cents\":1,\"bundle_size\":\"\"} | bundle_size: mi",
                "{\"id\":1,\"blueprint_id\":2,\"quantity\":1,\"price_cents\":1,\"description\":{}}  | description: ",
                "{\"id\":1,\"blueprint_id\":2,\"quantity\":1,\"price_cents\":1,\"description\":\"\\u0000\"} | description: ",
                "{\"id\":1,\"blueprint_id\":2,\"quantity\":1,\"price_cents\":1,\"user_data_field\":[]}  | user_data_field: ",
            })
    void aBrokenRowSaysWhichMemberAndNeverItsValue(String row, String reason) throws IOException {
        assertThat(reasonOf(row)).startsWith(reason);
    }

    @Test
    void zeroIsAQuantityAndTextsMayBeNumbers() throws IOException {
        ExportedProduct product =
                one("{\"id\":\"9007199254740993\",\"blueprint_id\":\"8\",\"quantity\":\"0\",\"price_cents\":\"1\","
                        + "\"bundle_size\":\"4\",\"description\":12,\"user_data_field\":\"\"}");

        assertThat(product.id()).isEqualTo(9_007_199_254_740_993L);
        assertThat(product.quantity()).isZero();
        assertThat(product.bundleSize()).isEqualTo(4);
        assertThat(product.details().description()).isEqualTo("12");
        assertThat(product.details().userDataField()).isEmpty();
    }

    @Test
    void oneBrokenRowDoesNotTouchItsNeighbours() throws IOException {
        String deep = "[".repeat(3_000) + "]".repeat(3_000);
        String good = "{" + MINIMAL + "}";
        read("[" + good + ",{\"id\":" + deep + ",\"quantity\":{\"a\":" + deep + "}}," + good + "," + deep + "," + good
                + ",{\"id\":" + "9".repeat(20_000) + "}," + good + "]");

        assertThat(products).hasSize(4);
        assertThat(broken).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                " [ ] \n",
                "{\"array\":[]}",
                "{\"count\":0,\"x\":{\"array\":[1]},\"array\":[],\"more\":[[{}]]}",
                "\uFEFF[]"
            })
    void nothingIsAnExportToo(String body) throws IOException {
        assertThat(read(body)).isEqualTo(new ProductExport.Rows(0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[",
                "{",
                "{}",
                "null",
                "3",
                "\"x\"",
                "{\"array\":3}",
                "{\"array\":{}}",
                "{\"array\":[]",
                "[]]",
                "[] []",
                "[]x",
                "[{}",
                "[{},",
                "[{},]",
                "[{]",
                "[{\"id\"",
                "[{\"id\":",
                "[{\"id\":1",
                "[nul]",
                "[{\"a\":\"",
                "[{\"a\":\"\\u00\"}]",
                "{\"errors\":[\"no\"]}",
                "<html>"
            })
    void whatIsNotAWholeDocumentIsNoExport(String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(MalformedBodyException.class)
                .hasNoCause()
                .hasMessageMatching(
                        "truncated JSON|not valid JSON( at byte \\d+)?|neither .*|something stands behind .*");
    }

    @Test
    void brokenUtf8IsNoExport() {
        byte[] body = "[{\"description\":\"?\"}]".getBytes(StandardCharsets.ISO_8859_1);
        body[17] = (byte) 0xC3;
        assertThatThrownBy(() -> ProductExport.read(new ByteArrayInputStream(body), sink()))
                .isInstanceOf(MalformedBodyException.class);
    }

    @Test
    void whatTheStreamThrowsComesOutAsItIs() {
        IOException reset = new IOException("reset");
        java.io.InputStream failing = new java.io.InputStream() {
            @Override
            public int read() throws IOException {
                throw reset;
            }
        };
        assertThatThrownBy(() -> ProductExport.read(failing, sink())).isSameAs(reset);
    }

    private ExportedProduct one(String row) throws IOException {
        read("[" + row + "]");
        assertThat(broken).isEmpty();
        assertThat(products).hasSize(1);
        return products.get(0);
    }

    private String reasonOf(String row) throws IOException {
        assertThat(read("[" + row + ",{" + MINIMAL + "}]")).isEqualTo(new ProductExport.Rows(1, 1));
        assertThat(broken).hasSize(1);
        return broken.get(0);
    }

    private ProductExport.Rows read(String body) throws IOException {
        return ProductExport.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), sink());
    }

    private ExportSink sink() {
        return new ExportSink() {
            @Override
            public void product(ExportedProduct product) {
                products.add(product);
            }

            @Override
            public void broken(long row, String reason) {
                assertThat(row).isEqualTo(products.size() + broken.size());
                broken.add(reason);
            }
        };
    }
}
