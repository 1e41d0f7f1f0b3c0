package io.brxsync.cli.dashboard;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of an address behind the question mark. Immutable.
 *
 * @param values decoded; the last one of a name counts
 */
record Query(Map<String, String> values) {
    private static final int LONGEST_TEXT = 200;

    static Query of(@Nullable String raw) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
        }
        return new Query(Map.copyOf(values));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** A text, empty when it is missing. */
    String text(String name) {
        String value = values.getOrDefault(name, "").strip();
        if (value.length() > LONGEST_TEXT || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(name + " must be at most " + LONGEST_TEXT + " characters");
        }
        return value;
    }

    /** A number in these bounds. */
    int number(String name, int usual, int least, int most) {
        String value = values.get(name);
        if (value == null) {
            return usual;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Answered below.
        }
        throw new IllegalArgumentException(name + " must be a number from " + least + " to " + most);
    }
}
