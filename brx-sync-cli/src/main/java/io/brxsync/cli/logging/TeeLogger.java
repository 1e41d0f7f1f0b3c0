package io.brxsync.cli.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Hands every event to the console's logger and to the file; the console's logger decides about levels. Thread-safe. */
final class TeeLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient Logger console;
    private final transient JsonLines file;

    TeeLogger(Logger console, JsonLines file) {
        this.console = console;
        this.file = file;
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
        console.atLevel(level).setCause(thrown).log(message);
        file.append(level, name, message, thrown);
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
