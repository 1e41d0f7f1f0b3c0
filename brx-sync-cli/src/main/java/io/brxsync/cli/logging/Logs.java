package io.brxsync.cli.logging;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Sets up slf4j-simple, which reads system properties, and so has to happen before the first logger is made. The log goes
 * to standard error; where JSON is wanted, there or in a file, {@link TeeProvider} takes slf4j-simple's place in front of it.
 */
public final class Logs {
    private static final String SIMPLE = "org.slf4j.simpleLogger.";

    /** What is below brx-sync and talks too much otherwise. */
    private static final List<String> LIBRARIES = List.of(
            "org.redisson", "io.netty", "com.zaxxer.hikari", "org.flywaydb", "org.jdbi", "org.postgresql", "com.mysql");

    private Logs() {}

    /**
     * Sets up this process' logging.
     *
     * @throws io.brxsync.BrxException {@code CONFIGURATION} if the file cannot be written
     */
    public static void configure(LogSettings settings) {
        if (settings.file() != null) {
            JsonLines.check(settings.file());
        }
        properties(settings).forEach((BiConsumer<String, String>) System::setProperty);
    }

    static Map<String, String> properties(LogSettings settings) {
        Map<String, String> properties = new TreeMap<>();
        properties.put(SIMPLE + "defaultLogLevel", name(settings.level()));
        properties.put(SIMPLE + "logFile", "System.err");
        properties.put(SIMPLE + "showDateTime", "true");
        properties.put(SIMPLE + "dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        properties.put(SIMPLE + "showShortLogName", "true");
        LIBRARIES.forEach(library -> properties.put(SIMPLE + "log." + library, name(settings.librariesLevel())));
        // Otherwise SLF4J announces the provider it was told to use.
        properties.put("slf4j.internal.verbosity", "WARN");
        if (settings.json() || settings.file() != null) {
            properties.put("slf4j.provider", TeeProvider.class.getName());
            properties.put(TeeProvider.JSON, Boolean.toString(settings.json()));
        }
        if (settings.file() != null) {
            properties.put(TeeProvider.FILE, settings.file().toString());
        }
        return properties;
    }

    private static String name(org.slf4j.event.Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
