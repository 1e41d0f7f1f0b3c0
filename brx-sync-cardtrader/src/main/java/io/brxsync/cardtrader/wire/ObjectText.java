package io.brxsync.cardtrader.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Copies a JSON object as compact text, numbers to the letter. Refuses what a {@code jsonb} column would refuse, so that
 * one odd row cannot stop the merge of all the others. Listings share most of their properties: of texts that come again soon,
 * one and the same string is handed out, which costs neither memory nor another look at its characters. Reused from row to row;
 * not thread-safe.
 */
final class ObjectText {
    private static final int DEEPEST = 16;
    private static final int LONGEST = 64 * 1024;
    private static final int LONGEST_NUMBER = 40;

    /** Texts to be handed out again: so many, by their hash, and none that is longer. */
    private static final int RECENT = 1 << 9;

    private static final int LONGEST_RECENT = 512;

    private final JsonStringEncoder encoder = JsonStringEncoder.getInstance();
    private final StringBuilder out = new StringBuilder();
    private final @Nullable String[] recent = new String[RECENT];

    /** The object that starts at the parser's token, as text; null when it cannot be kept. Leaves on its last token. */
    @Nullable
    String copy(JsonParser parser) {
        out.setLength(0);
        boolean keep = true;
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            keep = keep && depth <= DEEPEST && out.length() <= LONGEST && write(token, parser);
        } while (depth > 0 && parser.nextToken() != null);
        return keep && out.length() <= LONGEST ? shared() : null;
    }

    private String shared() {
        if (out.length() > LONGEST_RECENT) {
            return out.toString();
        }
        int hash = 0;
        for (int i = 0; i < out.length(); i++) {
            hash = 31 * hash + out.charAt(i);
        }
        int place = (hash ^ hash >>> 16) & RECENT - 1;
        String text = recent[place];
        if (text == null || !text.contentEquals(out)) {
            text = out.toString();
            recent[place] = text;
        }
        return text;
    }

    /** False when the token cannot be kept. */
    private boolean write(JsonToken token, JsonParser parser) {
        if (!token.isStructEnd()) {
            separate();
        }
        switch (token) {
            case START_OBJECT -> out.append('{');
            case END_OBJECT -> out.append('}');
            case START_ARRAY -> out.append('[');
            case END_ARRAY -> out.append(']');
            case PROPERTY_NAME -> {
                String name = parser.currentName();
                quote(name);
                out.append(':');
                return Scalars.storable(name);
            }
            case VALUE_STRING -> {
                String text = parser.getString();
                quote(text);
                return text.length() <= LONGEST && Scalars.storable(text);
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                String number = parser.getString();
                out.append(number);
                return number.length() <= LONGEST_NUMBER && modest(number);
            }
            case VALUE_TRUE -> out.append("true");
            case VALUE_FALSE -> out.append("false");
            case VALUE_NULL -> out.append("null");
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> {
                return false;
            }
        }
        return true;
    }

    /** A comma between two members or elements. */
    private void separate() {
        if (out.isEmpty()) {
            return;
        }
        char last = out.charAt(out.length() - 1);
        if (last != '{' && last != '[' && last != ':') {
            out.append(',');
        }
    }

    private void quote(String text) {
        out.append('"');
        encoder.quoteAsString(text, out);
        out.append('"');
    }

    /** At most two digits of exponent. */
    private static boolean modest(String number) {
        int e = Math.max(number.indexOf('e'), number.indexOf('E'));
        return e < 0 || number.substring(e + 1).replaceFirst("[+-]", "").length() <= 2;
    }
}
