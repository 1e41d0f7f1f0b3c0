package io.brxsync.cli.logging;

import io.brxsync.BrxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * How to log. Immutable.
 *
 * @param level the lowest level that is logged
 * @param librariesLevel the same for the drivers and clients below
 * @param json whether standard error gets JSON lines, not text
 * @param file where JSON lines are appended, null for nowhere
 */
public record LogSettings(
        Level level,
        Level librariesLevel,
        boolean json,
        @Nullable Path file) {
    private static final String LEVEL = "LOG_LEVEL";
    private static final String FORMAT = "LOG_FORMAT";
    private static final String TO_FILE = "SYNC_LOG_TO_FILE";

    /**
     * By the variables {@code LOG_LEVEL}, {@code LOG_FORMAT} and {@code SYNC_LOG_TO_FILE}.
     *
     * @param verbose at least {@code debug}, libraries included
     * @param longLived whether libraries' warnings are wanted; a one-off command reports trouble itself, in one line
     * @param directory what {@code logs/brx_sync.log} is relative to
     * @throws BrxException {@code CONFIGURATION} for a bad value
     */
    public static LogSettings from(Map<String, String> variables, boolean verbose, boolean longLived, Path directory) {
        Level level = level(variables.getOrDefault(LEVEL, "").strip());
        boolean json = json(variables.getOrDefault(FORMAT, "").strip());
        Path file = toFile(variables.getOrDefault(TO_FILE, "").strip())
                ? directory.resolve("logs").resolve("brx_sync.log")
                : null;
        if (verbose) {
            Level detailed = level == Level.TRACE ? Level.TRACE : Level.DEBUG;
            return new LogSettings(detailed, Level.INFO, json, file);
        }
        Level libraries = longLived ? Level.WARN : Level.ERROR;
        return new LogSettings(level, level == Level.ERROR ? Level.ERROR : libraries, json, file);
    }

    /** Also takes the names that Python's logging uses. */
    private static Level level(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "", "info" -> Level.INFO;
            case "trace" -> Level.TRACE;
            case "debug" -> Level.DEBUG;
            case "warn", "warning" -> Level.WARN;
            case "error", "critical" -> Level.ERROR;
            default ->
                throw BrxException.configuration(
                        LEVEL + " must be trace, debug, info, warn or error, got '" + name + "'");
        };
    }

    private static boolean json(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "", "text" -> false;
            case "json" -> true;
            default -> throw BrxException.configuration(FORMAT + " must be text or json, got '" + value + "'");
        };
    }

    private static boolean toFile(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "", "false", "0", "no", "off" -> false;
            case "true", "1", "yes", "on" -> true;
            default -> throw BrxException.configuration(TO_FILE + " must be true or false, got '" + value + "'");
        };
    }
}
