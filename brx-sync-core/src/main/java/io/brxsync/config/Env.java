package io.brxsync.config;

import io.brxsync.BrxException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads variables and refuses bad values with the variable's name. An empty value counts as unset. */
final class Env {
    private final Map<String, String> variables;

    Env(Map<String, String> variables) {
        this.variables = variables;
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    int integer(String name, int fallback, int min, int max) {
        return text(name)
                .map(value -> {
                    try {
                        int number = Integer.parseInt(value);
                        if (number >= min && number <= max) {
                            return number;
                        }
                    } catch (NumberFormatException notANumber) {
                        throw bad(name, "a whole number from " + min + " to " + max, value);
                    }
                    throw bad(name, "a whole number from " + min + " to " + max, value);
                })
                .orElse(fallback);
    }

    boolean flag(String name, boolean fallback) {
        return text(name)
                .map(value -> switch (value.toLowerCase(java.util.Locale.ROOT)) {
                    case "true", "1", "yes", "on" -> true;
                    case "false", "0", "no", "off" -> false;
                    default -> throw bad(name, "true or false", value);
                })
                .orElse(fallback);
    }

    /** A value parsed by a function that throws IllegalArgumentException with a message that holds no secret. */
    <T> Optional<T> parsed(String name, Function<String, T> parser) {
        return text(name).map(value -> {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException e) {
                throw BrxException.configuration(name + ": " + e.getMessage());
            }
        });
    }

    private static BrxException bad(String name, String wanted, String value) {
        return BrxException.configuration(name + " must be " + wanted + ", got '" + value + "'");
    }
}
