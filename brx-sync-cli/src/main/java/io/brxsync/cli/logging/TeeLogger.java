package io.brxsync.cli.logging;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Hands every event to the console's logger and to JSON lines; the console's logger decides about levels. Thread-safe. */
final class TeeLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient Logger console;
    private final boolean text;
    private final transient List<JsonLines> lines;

    /**
     * A logger.
     *
     * @param text whether the console's logger gets the event, too
     */
    TeeLogger(Logger console, boolean text, List<JsonLines> lines) {
        this.console = console;
        this.text = text;
        this.lines = List.copyOf(lines);
        this.name = console.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        String message = MessageFormatter.basicArrayFormat(pattern, arguments);
        if (text) {
            console.atLevel(level).setCause(thrown).log(message);
        }
        JsonLines.Event event =
                new JsonLines.Event(level, name, message, JsonLines.Event.named(pattern, arguments), thrown);
        lines.forEach(target -> target.append(event));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return console.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return console.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return console.isInfoEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return console.isWarnEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
        return console.isErrorEnabled();
    }
}
