package io.brxsync.cardtrader.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every shape that an error body is known to take. */
class ApiErrorTest {

    @Test
    void theEnvelope() {
        ApiError error = parse("""
                {"error_code":"unauthorized","errors":[],"extra":{"message":"Not for you"},"request_id":"7c1e-42"}""");

        assertThat(error).isEqualTo(new ApiError("unauthorized", List.of("Not for you"), "7c1e-42", false));
        assertThat(error.summary()).isEqualTo("unauthorized: Not for you");
    }

    @Test
    void theCacheThatIsNotBuiltYet() {
        assertThat(parse("""
                {"error_code":"not_found","errors":[],"extra":{"message":"Data is not ready for blueprints_cat_9"}}""").notReady()).isTrue();
        assertThat(parse("{\"error_code\":\"not_found\"}").notReady()).isFalse();
    }

    @Test
    void anObjectOfLists() {
        ApiError error = parse("""
                {"error_code":"validation_error","errors":{"price":["is too low","is odd"],"a":{"b":["c"]}},"extra":{}}""");

        assertThat(error.messages()).containsExactly("price is too low", "price is odd", "a.b c");
    }

    @Test
    void aListOfTextsWithoutACode() {
        ApiError error = parse("{\"errors\":[\"Quantity is wrong\"]}");

        assertThat(error).isEqualTo(new ApiError(null, List.of("Quantity is wrong"), null, false));
        assertThat(error.summary()).isEqualTo("Quantity is wrong");
    }

    @Test
    void aListOfObjects() {
        assertThat(parse("{\"errors\":[{\"scheduler\":\"Busy. Please retry later.\"}]}")
                        .messages())
                .containsExactly("scheduler Busy. Please retry later.");
    }

    @Test
    void aLoneErrorWithoutEnvelope() {
        assertThat(parse("{\"error\":\"Too many requests: max 200 requests per 10 seconds\"}")
                        .messages())
                .containsExactly("Too many requests: max 200 requests per 10 seconds");
    }

    @Test
    void aPage() {
        ApiError error = parse("\n<!DOCTYPE html><html><title>Just a moment...</title></html>");

        assertThat(error).isEqualTo(new ApiError(null, List.of(), null, true));
        assertThat(error.summary()).isEqualTo("an HTML page");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "3",
                "\"text\"",
                "{",
                "{\"errors\":",
                "not json",
                "{\"errors\":null}",
                "{\"error_code\":{},\"errors\":3.5e9999,\"extra\":[],\"request_id\":[1]}",
                "\u0000"
            })
    void anythingElseSaysNothingAndHurtsNobody(String body) {
        ApiError error = parse(body);

        assertThat(error.code()).isNull();
        assertThat(error.requestId()).isNull();
        assertThat(error.html()).isFalse();
    }

    @Test
    void isOneShortLineWhateverItSays() {
        String wall = "x".repeat(50_000);
        ApiError error = parse("{\"error_code\":\"" + wall + "\",\"errors\":[\"a\\nb\\u001b[31m\\u2028c\",\"" + wall
                + "\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\"],\"request_id\":\"" + wall + "\"}");

        assertThat(error.messages()).hasSize(5).first().isEqualTo("a b [31m c");
        assertThat(error.summary()).hasSizeLessThan(600).doesNotContain("\n");
        assertThat(error.requestId()).hasSizeLessThan(250);
    }

    @Test
    void repeatsNoSecretNotEvenItsBeginning() {
        String padding = "x".repeat(195);
        ApiError error = parse("{\"error_code\":\"a eyJ0.token\",\"errors\":{\"eyJ0.token\":[\"" + padding
                + "eyJ0.token\",\"\\u0065yJ0.token\"]},\"request_id\":\"eyJ0.token\"}");

        assertThat(error.toString()).contains("***").doesNotContain("eyJ0", padding + "e");
    }

    @Test
    void depthHurtsNobody() {
        String deep = "{\"errors\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertThat(parse(deep).messages()).isEmpty();
    }

    private static ApiError parse(String body) {
        return ApiError.parse(body.getBytes(StandardCharsets.UTF_8), "eyJ0.token");
    }
}
