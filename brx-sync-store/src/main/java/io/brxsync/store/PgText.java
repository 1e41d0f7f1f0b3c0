package io.brxsync.store;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text as PostgreSQL can hold it. The one character it refuses, U+0000, is dropped, from text and from JSON's escapes:
 * nobody misses it, and a whole sync must not fail because of it.
 */
final class PgText {
    /** The escape, but not after an odd number of backslashes, where the last of them belongs to another escape. */
    private static final Pattern ESCAPED_NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private PgText() {}

    static @Nullable String clean(@Nullable String text) {
        return text == null || text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    /** The same for JSON text. */
    static String cleanJson(String json) {
        String escaped = json.contains("\\u0000") ? ESCAPED_NUL.matcher(json).replaceAll("$1") : json;
        return escaped.indexOf('\0') < 0 ? escaped : escaped.replace("\0", "");
    }
}
