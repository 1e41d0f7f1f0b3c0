package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.port.ExportedProduct;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The temporary table of one session that an export streams into. Every chunk is a short transaction of its own, so none
 * is open while the network is waited for. For one thread.
 */
final class Staging {
    /** No reason for leaving a product out; no caller names an empty one. */
    static final String MERGED = "";

    /** Why a product is left out whose values the database refuses, such as a number beyond all bounds. */
    static final String NOT_STORABLE = "not_storable";

    /** The class of SQLSTATEs about values that do not fit. */
    static final String DATA_EXCEPTION = "22";

    private static final int COLUMNS = 10;

    private final Database.Session session;
    /** Rows staged so far, duplicates included: all, and by the reason for leaving them out. */
    private long rows;

    private final Map<String, Long> rowsByReason = new HashMap<>();
    private final SeenIds seen = new SeenIds();
    private boolean mayRepeat;

    /**
     * What is in the table.
     *
     * @param rows by the reason for leaving them out, {@link #MERGED} for those that are not; duplicates included
     * @param mayRepeat false when no id came twice for certain
     */
    record Content(Map<String, Long> rows, boolean mayRepeat) {}

    Staging(Database.Session session) {
        this.session = session;
    }

    /** Makes the table, or empties the one that an earlier export left in this session. */
    static void open(Handle handle) {
        handle.execute(sql("create"));
        empty(handle);
    }

    /** Gives the disk space back. */
    static void empty(Handle handle) {
        handle.execute(sql("empty"));
    }

    /** Adds products, to be merged when the reason is null, else to be left out for that reason. */
    void add(List<ExportedProduct> products, @Nullable String skipReason) {
        if (products.isEmpty()) {
            return;
        }
        boolean refused = refused(products, skipReason);
        if (!refused) {
            note(products, skipReason);
        } else if (products.size() == 1) {
            add(products, NOT_STORABLE);
        } else {
            // One bad value must not cost the rest: find it by halves.
            int middle = products.size() / 2;
            add(products.subList(0, middle), null);
            add(products.subList(middle, products.size()), null);
        }
    }

    private void note(List<ExportedProduct> products, @Nullable String skipReason) {
        rows += products.size();
        rowsByReason.merge(skipReason == null ? MERGED : skipReason, (long) products.size(), Long::sum);
        for (ExportedProduct product : products) {
            mayRepeat |= seen.add(product.id());
        }
    }

    Content content() {
        return new Content(Map.copyOf(rowsByReason), mayRepeat);
    }

    /** Copies the products, unless a value among them is one that the database refuses. */
    private boolean refused(List<ExportedProduct> products, @Nullable String skipReason) {
        try {
            return session.inTransaction(handle -> {
                copy(handle.getConnection(), products, skipReason);
                return false;
            });
        } catch (BrxException e) {
            if (skipReason == null
                    && e.getCause() instanceof SQLException sql
                    && String.valueOf(sql.getSQLState()).startsWith(DATA_EXCEPTION)) {
                return true;
            }
            throw e;
        }
    }

    private void copy(Connection connection, List<ExportedProduct> products, @Nullable String skipReason)
            throws SQLException {
        CopyBinary.into(connection, sql("copy"), COLUMNS, out -> {
            long position = rows;
            for (ExportedProduct product : products) {
                write(out, position++, product, skipReason);
            }
        });
    }

    private static void write(CopyBinary row, long position, ExportedProduct product, @Nullable String skipReason)
            throws SQLException {
        boolean kept = skipReason == null;
        ExportedProduct.Details details = product.details();
        row.row()
                .int8(position)
                .text(Long.toString(product.id()))
                .int4(product.blueprintId())
                .int4(product.quantity())
                .int4(product.priceCents())
                .json(kept ? PgText.cleanJson(details.properties()) : null)
                .text(kept ? PgText.clean(details.description()) : null)
                .text(kept ? PgText.clean(details.userDataField()) : null)
                .bool(details.graded())
                .text(skipReason);
    }

    private static String sql(String name) {
        return Sql.of(Staging.class, name);
    }
}
