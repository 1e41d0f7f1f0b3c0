package io.brxsync.store;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in the text format of {@code COPY}: columns apart by tabs, rows by line feeds, {@code \N} for null
 * (PostgreSQL manual, COPY, "File Formats"). Holds one buffer, whatever the number of rows. For one thread.
 */
final class CopyText {
    private static final int FLUSH_AT = 64 * 1024;

    private final CopyIn target;
    private byte[] buffer = new byte[FLUSH_AT + 8 * 1024];
    private int size;
    private boolean firstColumn = true;

    CopyText(CopyIn target) {
        this.target = target;
    }

    CopyText number(long value) {
        return text(Long.toString(value));
    }

    CopyText bool(@Nullable Boolean value) {
        if (value == null) {
            return missing();
        }
        separate();
        buffer[size++] = (byte) (value ? 't' : 'f');
        return this;
    }

    CopyText text(@Nullable String value) {
        if (value == null) {
            return missing();
        }
        separate();
        // An escape takes two bytes, any other character at most three, or four a pair.
        reserve(3 * value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                encode(value.substring(i));
                return this;
            }
            switch (c) {
                case '\\' -> escape('\\');
                case '\t' -> escape('t');
                case '\n' -> escape('n');
                case '\r' -> escape('r');
                default -> buffer[size++] = (byte) c;
            }
        }
        return this;
    }

    void endRow() throws SQLException {
        reserve(1);
        buffer[size++] = '\n';
        firstColumn = true;
        if (size >= FLUSH_AT) {
            flush();
        }
    }

    void flush() throws SQLException {
        target.writeToCopy(buffer, 0, size);
        size = 0;
    }

    /** What is rare is left to the library; no byte of a longer character looks like one that has to be escaped. */
    private void encode(String value) {
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            switch (b) {
                case '\\' -> escape('\\');
                case '\t' -> escape('t');
                case '\n' -> escape('n');
                case '\r' -> escape('r');
                default -> buffer[size++] = b;
            }
        }
    }

    private void escape(char name) {
        buffer[size++] = '\\';
        buffer[size++] = (byte) name;
    }

    private CopyText missing() {
        separate();
        escape('N');
        return this;
    }

    private void separate() {
        reserve(4);
        if (!firstColumn) {
            buffer[size++] = '\t';
        }
        firstColumn = false;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
