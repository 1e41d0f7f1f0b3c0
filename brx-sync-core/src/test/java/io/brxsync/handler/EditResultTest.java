package io.brxsync.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.JobReport;
import io.brxsync.port.OutboundChange;
import io.brxsync.port.OutboundChange.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EditResultTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static OutboundChange change(String values) {
        return new OutboundChange(
                1,
                new OutboundChange.Subject(new UUID(0, 1), "77", 5),
                OutboundChange.Kind.EDIT,
                "operation",
                JSON.readTree(values),
                State.SUBMITTED,
                null,
                null,
                "operation",
                new OutboundChange.Times(Instant.EPOCH, Instant.EPOCH, null));
    }

    private static ExportedProduct listed(int quantity, int cents, String properties) {
        return new ExportedProduct(
                77, 5, quantity, cents, "EUR", 1, new ExportedProduct.Details(properties, "text", null, null));
    }

    private static Optional<JobReport.Item> item(JobReport.Result result, String... messages) {
        return Optional.of(new JobReport.Item(result, 77L, List.of(messages)));
    }

    @Test
    void theJobsWordCounts() {
        OutboundChange change = change("{\"price_cents\":5}");
        assertThat(EditResult.of(change, item(JobReport.Result.OK), JobReport.State.COMPLETED, null, List.of(change)))
                .isEqualTo(new EditResult(State.DONE, null, false));
        assertThat(EditResult.of(
                        change,
                        item(JobReport.Result.WARNING, "odd"),
                        JobReport.State.COMPLETED,
                        null,
                        List.of(change)))
                .isEqualTo(new EditResult(State.DONE, "warning: odd", true));
        assertThat(EditResult.of(
                        change,
                        item(JobReport.Result.ERROR, "bad", "worse"),
                        JobReport.State.COMPLETED,
                        null,
                        List.of(change)))
                .isEqualTo(new EditResult(State.REFUSED, "bad; worse", true));
        OutboundChange noted = change("{\"price_cents\":5,\"note\":\"left out\"}");
        assertThat(EditResult.of(noted, item(JobReport.Result.OK), JobReport.State.COMPLETED, null, List.of(noted)))
                .isEqualTo(new EditResult(State.DONE, "left out", true));
    }

    @ParameterizedTest
    @EnumSource(JobReport.State.class)
    void withoutAWordTheListingDecides(JobReport.State end) {
        OutboundChange change = change("{\"price_cents\":5}");
        assertThat(EditResult.of(change, Optional.empty(), end, listed(1, 5, "{}"), List.of(change))
                        .state())
                .isEqualTo(State.DONE);
        EditResult other = EditResult.of(change, Optional.empty(), end, listed(1, 6, "{}"), List.of(change));
        assertThat(other.state()).isEqualTo(State.REFUSED);
        assertThat(other.text()).contains("job").contains("other values");
        assertThat(other.reread()).isTrue();
        assertThat(EditResult.of(change, Optional.empty(), end, null, List.of(change))
                        .text())
                .contains("not listed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"quantity":9,"sent_quantity":4}                  | true
            {"quantity":4,"sent_quantity":9}                  | false
            {"price_cents":100}                               | true
            {"price_cents":101}                               | false
            {"description":"text"}                            | true
            {"description":""}                                | false
            {"user_data_field":""}                            | true
            {"user_data_field":"x"}                           | false
            {"graded":false}                                  | true
            {"graded":true}                                   | false
            {"properties":{"foil":true,"language":"zh-CN"}}   | true
            {"properties":{"foil":"true"}}                    | true
            {"properties":{"language":"en"}}                  | false
            {"properties":{"collector_number":"1"}}           | true
            """)
    void comparesEveryValueThatWasSent(String values, boolean made) {
        ExportedProduct listed = listed(4, 100, "{\"foil\":true,\"language\":\"zh-CN\"}");
        OutboundChange change = change(values);
        assertThat(EditValues.madeIn(listed, change.change())).isEqualTo(made);
    }

    @Test
    void editsThatWentOutAsOneAreComparedAsOne() {
        OutboundChange older = change("{\"price_cents\":5,\"properties\":{\"foil\":true,\"language\":\"en\"}}");
        OutboundChange newer = change("{\"quantity\":2,\"sent_quantity\":1,\"properties\":{\"language\":\"zh-CN\"}}");
        OutboundChange newest = change("{\"price_cents\":100}");
        List<OutboundChange> together = List.of(older, newer, newest);
        JsonNode sent = EditValues.together(together);
        assertThat(sent)
                .isEqualTo(JSON.readTree("{\"price_cents\":100,\"quantity\":2,\"sent_quantity\":1,"
                        + "\"properties\":{\"foil\":true,\"language\":\"zh-CN\"}}"));
        assertThat(older.change().path("properties").path("language").asString())
                .as("left as it is")
                .isEqualTo("en");
        ExportedProduct listed = listed(1, 100, "{\"foil\":true,\"language\":\"zh-CN\"}");
        assertThat(EditValues.madeIn(listed, sent)).isTrue();
        assertThat(EditValues.madeIn(listed, older.change())).isFalse();
        assertThat(EditResult.of(older, Optional.empty(), JobReport.State.COMPLETED, listed, together)
                        .state())
                .as("the older one was overtaken, not refused")
                .isEqualTo(State.DONE);
    }

    @Test
    void aQuantityOfNoneIsNoListing() {
        assertThat(EditValues.madeIn(null, JSON.readTree("{\"quantity\":3,\"sent_quantity\":0}")))
                .isTrue();
        assertThat(EditValues.madeIn(null, JSON.readTree("{\"quantity\":1,\"sent_quantity\":1}")))
                .isFalse();
        assertThat(EditValues.madeIn(null, JSON.readTree("{\"price_cents\":1}")))
                .isFalse();
    }
}
