package io.brxsync.cli;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what commands print with {@code --json}; text around it is an error. */
final class JsonAnswers {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonAnswers() {}

    static JsonNode of(Run.Result result) {
        return MAPPER.readTree(result.out());
    }

    static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }
}
