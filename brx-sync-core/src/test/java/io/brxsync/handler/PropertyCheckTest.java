package io.brxsync.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.port.EditableProperty;
import io.brxsync.port.PropertySchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PropertyCheckTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final PropertySchema SCHEMA = new PropertySchema(
            List.of(
                    new EditableProperty("condition", false, List.of("Near Mint", "Played")),
                    new EditableProperty("mtg_language", false, List.of("en", "jp", "zh-CN")),
                    new EditableProperty("mtg_foil", true, List.of("true", "false")),
                    new EditableProperty("note", false, List.of())),
            Set.of("collector_number", "cmc"));

    private static PropertyCheck check(String properties) {
        Map<String, JsonNode> wanted = new HashMap<>();
        JSON.readTree(properties).properties().forEach(each -> wanted.put(each.getKey(), each.getValue()));
        return PropertyCheck.of(wanted, SCHEMA);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"mtg_language":"zh-CN"}                          | {"mtg_language":"zh-CN"}
            {"mtg_foil":true}                                 | {"mtg_foil":true}
            {"mtg_foil":"false"}                              | {"mtg_foil":false}
            {"note":"anything"}                               | {"note":"anything"}
            {"note":7}                                        | {"note":"7"}
            {"condition":"Played","collector_number":"17"}    | {"condition":"Played"}
            {"cmc":"2"}                                       | {}
            """)
    void sendsWhatIsAllowed(String wanted, String sent) {
        PropertyCheck check = check(wanted);
        assertThat(check.refusal()).isNull();
        JsonNode properties = JSON.valueToTree(check.properties());
        assertThat(properties).isEqualTo(JSON.readTree(sent));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"condition":"Shiny"}                       | condition cannot be "Shiny", allowed are Near Mint, Played
            {"condition":"near mint"}                   | allowed are Near Mint, Played
            {"mtg_language":"zh-cn"}                    | allowed are en, jp, zh-CN
            {"mtg_language":"ja"}                       | allowed are en, jp, zh-CN
            {"mtg_foil":"yes"}                          | allowed are true, false
            {"mtg_foil":1}                              | allowed are true, false
            {"foil":true}                               | no property foil, there are condition, mtg_language, mtg_foil
            {"condition":null}                          | condition cannot be null
            {"condition":{"a":1}}                       | condition cannot be
            {"condition":"Played","language":"English"} | no property language
            """)
    void refusesEverythingElseWithWhatIsAllowed(String wanted, String reason) {
        PropertyCheck check = check(wanted);
        assertThat(check.refusal()).contains(reason);
        assertThat(check.properties()).isEmpty();
    }

    @Test
    void namesWhatIsReadOnly() {
        assertThat(check("{\"cmc\":\"2\",\"collector_number\":\"1\"}").note())
                .isEqualTo("left out as read-only: cmc, collector_number");
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThat(check("{\"condition\":\"x\",\"foil\":true}").refusal()).contains("condition", "; ", "foil");
    }

    @Test
    void longValuesAreNotRepeatedInFull() {
        assertThat(check("{\"condition\":\"" + "x".repeat(5000) + "\"}").refusal())
                .hasSizeLessThan(300);
    }
}
