package io.brxsync.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in the binary format of {@code COPY}: each column is its length and its bytes, which the server takes as they
 * are instead of reading numbers and times from text (PostgreSQL manual, COPY, "File Formats"). Holds one buffer, whatever
 * the number of rows. For one thread.
 */
final class CopyBinary {
    private static final int FLUSH_AT = 64 * 1024;
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final OffsetDateTime EPOCH = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    private static final byte JSONB_VERSION = 1;

    private final CopyIn target;
    private final int columns;
    private byte[] buffer = new byte[FLUSH_AT + 8 * 1024];
    private int size;

    /** Writes the rows of one {@code COPY}. */
    @FunctionalInterface
    interface Rows {
        /** Writes all of them. */
        void write(CopyBinary out) throws SQLException;
    }

    /**
     * One {@code COPY}, from its beginning to its end; what is thrown on the way leaves no row.
     *
     * @param sql the statement, which says {@code with (format binary)}
     * @param columns of each row
     */
    static void into(Connection connection, String sql, int columns, Rows rows) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            CopyBinary out = new CopyBinary(copy, columns);
            rows.write(out);
            out.end();
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private CopyBinary(CopyIn target, int columns) {
        this.target = target;
        this.columns = columns;
        System.arraycopy(SIGNATURE, 0, buffer, 0, SIGNATURE.length);
        size = SIGNATURE.length;
        put4(0);
        put4(0);
    }

    /** Begins a row. */
    CopyBinary row() throws SQLException {
        if (size >= FLUSH_AT) {
            flush();
        }
        reserve(2);
        put2(columns);
        return this;
    }

    /** An {@code integer}. */
    CopyBinary int4(int value) {
        reserve(8);
        put4(Integer.BYTES);
        put4(value);
        return this;
    }

    /** A {@code bigint}. */
    CopyBinary int8(long value) {
        reserve(12);
        put4(Long.BYTES);
        put8(value);
        return this;
    }

    /** A {@code boolean}. */
    CopyBinary bool(@Nullable Boolean value) {
        if (value == null) {
            return missing();
        }
        reserve(5);
        put4(1);
        buffer[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    /** A {@code uuid}. */
    CopyBinary uuid(UUID value) {
        reserve(20);
        put4(2 * Long.BYTES);
        put8(value.getMostSignificantBits());
        put8(value.getLeastSignificantBits());
        return this;
    }

    /** A {@code timestamptz}. */
    CopyBinary time(OffsetDateTime value) {
        return int8(ChronoUnit.MICROS.between(EPOCH, value));
    }

    /** A {@code text} or {@code varchar}. */
    CopyBinary text(@Nullable String value) {
        return value == null ? missing() : characters(value, 0);
    }

    /** A {@code jsonb}. */
    CopyBinary json(@Nullable String value) {
        return value == null ? missing() : characters(value, 1);
    }

    private void end() throws SQLException {
        reserve(2);
        put2(-1);
        flush();
    }

    private CopyBinary characters(String value, int versionBytes) {
        // No character takes more than three bytes, or four a pair.
        reserve(4 + versionBytes + 3 * value.length());
        int lengthAt = size;
        size += 4;
        if (versionBytes > 0) {
            buffer[size++] = JSONB_VERSION;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                byte[] rest = value.substring(i).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(rest, 0, buffer, size, rest.length);
                size += rest.length;
                break;
            }
            buffer[size++] = (byte) c;
        }
        int end = size;
        size = lengthAt;
        put4(end - lengthAt - 4);
        size = end;
        return this;
    }

    /** A null of any type. */
    CopyBinary missing() {
        reserve(4);
        put4(-1);
        return this;
    }

    private void put2(int value) {
        buffer[size++] = (byte) (value >>> 8);
        buffer[size++] = (byte) value;
    }

    private void put4(int value) {
        put2(value >>> 16);
        put2(value);
    }

    private void put8(long value) {
        put4((int) (value >>> 32));
        put4((int) value);
    }

    private void flush() throws SQLException {
        target.writeToCopy(buffer, 0, size);
        size = 0;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
