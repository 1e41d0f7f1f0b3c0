package io.brxsync.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

class LogSettingsTest {
    private static final Path HERE = Path.of("here");

    @ParameterizedTest
    @CsvSource({
        "'', INFO",
        "info, INFO",
        "INFO, INFO",
        "debug, DEBUG",
        "trace, TRACE",
        "warn, WARN",
        "WARNING, WARN",
        "error, ERROR",
        "CRITICAL, ERROR"
    })
    void takesLevelsOfJavaAndPython(String value, Level level) {
        assertThat(LogSettings.from(Map.of("LOG_LEVEL", value), false, true, HERE)
                        .level())
                .isEqualTo(level);
    }

    @Test
    void librariesWarnInWorkersAndAreQuietElsewhere() {
        assertThat(LogSettings.from(Map.of(), false, true, HERE).librariesLevel())
                .isEqualTo(Level.WARN);
        assertThat(LogSettings.from(Map.of(), false, false, HERE).librariesLevel())
                .isEqualTo(Level.ERROR);
        assertThat(LogSettings.from(Map.of("LOG_LEVEL", "error"), false, true, HERE)
                        .librariesLevel())
                .isEqualTo(Level.ERROR);
        assertThat(LogSettings.from(Map.of("LOG_LEVEL", "error"), true, false, HERE))
                .isEqualTo(new LogSettings(Level.DEBUG, Level.INFO, false, null));
    }

    @Test
    void standardErrorGetsJsonWhenAskedFor() {
        LogSettings json = LogSettings.from(Map.of("LOG_FORMAT", "JSON"), false, true, HERE);
        assertThat(Logs.properties(json))
                .containsEntry("slf4j.provider", TeeProvider.class.getName())
                .containsEntry(TeeProvider.JSON, "true")
                .doesNotContainKey(TeeProvider.FILE);
        assertThat(LogSettings.from(Map.of("LOG_FORMAT", "text"), false, true, HERE)
                        .json())
                .isFalse();
        assertThatThrownBy(() -> LogSettings.from(Map.of("LOG_FORMAT", "xml"), false, true, HERE))
                .hasMessage("LOG_FORMAT must be text or json, got 'xml'");
    }

    @Test
    void theFileIsOnlyWrittenWhenAskedFor() {
        assertThat(LogSettings.from(Map.of(), false, true, HERE).file()).isNull();
        assertThat(LogSettings.from(Map.of("SYNC_LOG_TO_FILE", "False"), false, true, HERE)
                        .file())
                .isNull();
        LogSettings toFile = LogSettings.from(Map.of("SYNC_LOG_TO_FILE", "true"), false, true, HERE);
        assertThat(toFile.file()).isEqualTo(HERE.resolve("logs").resolve("brx_sync.log"));
        assertThat(Logs.properties(toFile))
                .containsEntry("slf4j.provider", TeeProvider.class.getName())
                .containsEntry("org.slf4j.simpleLogger.log.org.redisson", "warn")
                .containsEntry("org.slf4j.simpleLogger.defaultLogLevel", "info");
    }
}
