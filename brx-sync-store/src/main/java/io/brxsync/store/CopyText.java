package io.brxsync.store;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in the text format of {@code COPY}: columns apart by tabs, rows by line feeds, {@code \N} for null
 * (PostgreSQL manual, COPY, "File Formats"). Holds one buffer, whatever the number of rows. For one thread.
 */
final class CopyText {
    private static final int FLUSH_AT = 64 * 1024;

    private final CopyIn target;
    private final StringBuilder buffer = new StringBuilder(FLUSH_AT + 8 * 1024);
    private boolean firstColumn = true;

    CopyText(CopyIn target) {
        this.target = target;
    }

    CopyText number(long value) {
        separate();
        buffer.append(value);
        return this;
    }

    CopyText bool(@Nullable Boolean value) {
        return raw(value == null ? "\\N" : value ? "t" : "f");
    }

    CopyText text(@Nullable String value) {
        if (value == null) {
            return raw("\\N");
        }
        separate();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> buffer.append("\\\\");
                case '\t' -> buffer.append("\\t");
                case '\n' -> buffer.append("\\n");
                case '\r' -> buffer.append("\\r");
                default -> buffer.append(c);
            }
        }
        return this;
    }

    void endRow() throws SQLException {
        buffer.append('\n');
        firstColumn = true;
        if (buffer.length() >= FLUSH_AT) {
            flush();
        }
    }

    void flush() throws SQLException {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        target.writeToCopy(bytes, 0, bytes.length);
        buffer.setLength(0);
    }

    private CopyText raw(String value) {
        separate();
        buffer.append(value);
        return this;
    }

    private void separate() {
        if (!firstColumn) {
            buffer.append('\t');
        }
        firstColumn = false;
    }
}
