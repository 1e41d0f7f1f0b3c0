package io.brxsync.cardtrader.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.port.ChangeAnswer;
import io.brxsync.port.JobReport;
import io.brxsync.port.ListingEdit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.BooleanNode;

/** What is written and read around changes, in all its shapes. */
class ChangesTest {
    private static InputStream body(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                          |
            []                                          |
            null                                        |
            {"properties":{"foil":["no such"]}}         | properties.foil: no such
            {"foil":["no","such"]}                      | foil: no,foil: such
            {"foil":"no such"}                          | foil: no such
            ["plain"]                                   | plain
            """)
    void warningsOfEveryShapeAreLines(String warnings, String lines) throws IOException {
        String json = "{\"result\":\"ok\",\"warnings\":" + warnings + ",\"resource\":{}}";
        assertThat(Changes.answer(body(json)).warnings())
                .isEqualTo(lines == null ? List.of() : List.of(lines.split(",")));
    }

    @Test
    void theResourceIsReadInItsOtherForm() throws IOException {
        ChangeAnswer answer = Changes.answer(body("""
                {"result":"warning","warnings":{},"resource":{"id":45,"quantity":3,"bundle_size":1,"blueprint_id":9,
                 "price":{"cents":1250,"currency":"GBP"},"properties":{"x":true},"graded":1,"description":null}}"""));
        assertThat(answer.warnings()).hasSize(1);
        assertThat(answer.product()).satisfies(product -> {
            assertThat(product.id()).isEqualTo(45);
            assertThat(product.priceCents()).isEqualTo(1250);
            assertThat(product.currency()).isEqualTo("GBP");
            assertThat(product.details().graded()).isTrue();
            assertThat(product.details().properties()).isEqualTo("{\"x\":true}");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"result\":\"ok\"}",
                "{\"result\":\"ok\",\"resource\":[]}",
                "{\"result\":\"ok\",\"resource\":{\"id\":1}}"
            })
    void aSuccessWithoutAUsableResourceIsStillOne(String json) throws IOException {
        assertThat(Changes.answer(body(json)).product()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"result\":\"error\"}", "{\"result\":\"ok\"", "", "<html>"})
    void anythingElseIsNoAnswer(String json) {
        assertThatThrownBy(() -> Changes.answer(body(json))).isInstanceOf(MalformedBodyException.class);
        assertThatThrownBy(() -> Jobs.started(body(json))).isInstanceOf(MalformedBodyException.class);
    }

    @Test
    void jobItemsAreToldApartByTheirIndex() throws IOException {
        JobReport report = Jobs.report(body("""
                {"uuid":"x","state":"some new state","results":[
                 {"result":"error","job_index":2,"errors":{"price":["bad"]}},
                 {"result":"ok","job_index":"0","product_id":12},
                 {"result":"new kind","job_index":1,"product_id":null,"warnings":{"foil":"ignored"}},
                 {"result":"ok"},{"result":"ok","job_index":-1},7]}"""));
        assertThat(report.state()).isEqualTo(JobReport.State.UNFINISHED);
        assertThat(report.items()).hasSize(3);
        assertThat(report.item(0).orElseThrow()).isEqualTo(new JobReport.Item(JobReport.Result.OK, 12L, List.of()));
        assertThat(report.item(1).orElseThrow().result()).isEqualTo(JobReport.Result.WARNING);
        assertThat(report.item(1).orElseThrow().messages()).containsExactly("foil: ignored");
        assertThat(report.item(2).orElseThrow().messages()).containsExactly("price: bad");
    }

    @Test
    void anEditHoldsOnlyWhatItNamesAndPricesAreExact() {
        ListingEdit price = new ListingEdit(1, 6258, null, null, null, null, Map.of());
        ListingEdit all = new ListingEdit(2, 5, 0, "", "u", false, Map.of("foil", BooleanNode.TRUE));
        assertThat(Json.MAPPER.readTree(ChangeBodies.updates(List.of(price, all))))
                .isEqualTo(Json.MAPPER.readTree("""
                        {"products":[{"id":1,"price":62.58,"error_mode":"strict"},
                         {"id":2,"price":0.05,"quantity":0,"description":"","user_data_field":"u","graded":false,
                          "properties":{"foil":true},"error_mode":"strict"}]}"""));
        assertThat(ChangeBodies.updates(List.of(price))).contains("\"price\":62.58,");
    }
}
