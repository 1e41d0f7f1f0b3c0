package io.brxsync.cardtrader.wire;

import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Copies a JSON object as compact text, numbers to the letter. Refuses what a {@code jsonb} column would refuse, so that
 * one odd row cannot stop the merge of all the others. Reused from row to row; not thread-safe.
 */
final class ObjectText {
    private static final int DEEPEST = 16;
    private static final int LONGEST = 64 * 1024;
    private static final int LONGEST_NUMBER = 40;

    private final StringWriter out = new StringWriter();

    /** The object that starts at the parser's token, as text; null when it cannot be kept. Leaves on its last token. */
    @Nullable
    String copy(JsonParser parser) {
        out.getBuffer().setLength(0);
        boolean keep = true;
        int depth = 0;
        try (JsonGenerator to = Json.MAPPER.createGenerator(out)) {
            do {
                JsonToken token = parser.currentToken();
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
                keep = keep && depth <= DEEPEST && out.getBuffer().length() <= LONGEST && write(token, parser, to);
            } while (depth > 0 && parser.nextToken() != null);
            if (!keep) {
                // The generator would complete what it was told so far; nobody will read it.
                return null;
            }
        }
        return out.getBuffer().length() <= LONGEST ? out.toString() : null;
    }

    /** False when the token cannot be kept. */
    private static boolean write(JsonToken token, JsonParser parser, JsonGenerator to) {
        switch (token) {
            case START_OBJECT -> to.writeStartObject();
            case END_OBJECT -> to.writeEndObject();
            case START_ARRAY -> to.writeStartArray();
            case END_ARRAY -> to.writeEndArray();
            case PROPERTY_NAME -> {
                String name = parser.currentName();
                to.writeName(name);
                return Scalars.storable(name);
            }
            case VALUE_STRING -> {
                String text = parser.getString();
                to.writeString(text);
                return text.length() <= LONGEST && Scalars.storable(text);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String number = parser.getString();
                to.writeNumber(number);
                return number.length() <= LONGEST_NUMBER && modest(number);
            }
            case VALUE_TRUE -> to.writeBoolean(true);
            case VALUE_FALSE -> to.writeBoolean(false);
            case VALUE_NULL -> to.writeNull();
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> {
                return false;
            }
        }
        return true;
    }

    /** At most two digits of exponent. */
    private static boolean modest(String number) {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        return e < 0 || number.substring(e + 1).replaceFirst("[+-]", "").length() <= 2;
    }
}
