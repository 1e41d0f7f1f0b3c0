package io.brxsync.cardtrader.wire;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Steps through the elements of an array, bare or wrapped as {@code {"array":[…]}}, one at a time. The last step is
 * only taken after the whole document was read and nothing stands behind it, so a body that ended early never passes
 * for a complete one. Not thread-safe.
 */
final class Elements {
    private final JsonParser parser;
    private boolean wrapped;
    private boolean begun;

    private Elements(JsonParser parser) {
        this.parser = parser;
    }

    static Elements of(InputStream body) throws IOException {
        return new Elements(Json.parser(body));
    }

    /** Standing on the first token of an element after {@link #next()} said true; to be left on its last. */
    JsonParser parser() {
        return parser;
    }

    /** Moves to the next element; false once the document is over. */
    boolean next() throws IOException {
        return Json.reading(() -> {
            if (!begun) {
                begin();
                begun = true;
            }
            if (required() != JsonToken.END_ARRAY) {
                return true;
            }
            end();
            return false;
        });
    }

    private void begin() throws IOException {
        JsonToken first = required();
        if (first == JsonToken.START_OBJECT) {
            wrapped = true;
            while (required() == JsonToken.PROPERTY_NAME && !"array".equals(parser.currentName())) {
                required();
                parser.skipChildren();
            }
            first = parser.currentToken() == JsonToken.PROPERTY_NAME ? required() : JsonToken.END_OBJECT;
        }
        if (first != JsonToken.START_ARRAY) {
            throw new MalformedBodyException("neither an array nor an object with an array");
        }
    }

    private void end() throws IOException {
        while (wrapped && required() != JsonToken.END_OBJECT) {
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw new MalformedBodyException("something stands behind the end of the array");
        }
    }

    private JsonToken required() throws IOException {
        @Nullable JsonToken token = parser.nextToken();
        if (token == null) {
            throw new MalformedBodyException("truncated JSON");
        }
        return token;
    }
}
