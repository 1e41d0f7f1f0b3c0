package io.brxsync.cardtrader.wire;

import java.io.IOException;
import java.io.InputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one set-up of Jackson. Its limits are wide enough for an odd row to be skipped instead of ending an export, and
 * narrow enough to bound memory.
 */
final class Json {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(10_000)
            .maxNumberLength(100_000)
            .maxStringLength(4_000_000)
            .build();

    /** Elements are read out of the middle of a larger document, so more tokens behind one are no error. */
    static final JsonMapper MAPPER = JsonMapper.builder(
                    JsonFactory.builder().streamReadConstraints(LIMITS).build())
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static JsonParser parser(InputStream body) throws IOException {
        return reading(() -> MAPPER.createParser(body));
    }

    static JsonNode tree(JsonParser parser) throws IOException {
        JsonNode tree = reading(() -> MAPPER.readTree(parser));
        if (tree == null) {
            throw new MalformedBodyException("nothing in it");
        }
        return tree;
    }

    /**
     * Runs one step of a parser. Jackson's messages quote the body, so they stop here; what the stream itself threw
     * goes on as it is.
     */
    static <T> T reading(Step<T> step) throws IOException {
        try {
            return step.run();
        } catch (JacksonException e) {
            if (e.getCause() instanceof IOException fromTheStream) {
                throw fromTheStream;
            }
            throw new MalformedBodyException(
                    e instanceof UnexpectedEndOfInputException ? "truncated JSON" : "not valid JSON" + where(e));
        }
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
    }

    /** A step that Jackson may refuse. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws IOException;
    }
}
