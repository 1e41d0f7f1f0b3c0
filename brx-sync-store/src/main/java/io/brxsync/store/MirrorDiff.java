package io.brxsync.store;

import io.brxsync.port.ExportedProduct;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an export says differently from the mirror, found by comparing values; the same as find_differences.sql. For one thread. */
final class MirrorDiff {
    /** Of {@link #writeChanged}. */
    static final int CHANGED_COLUMNS = 11;

    /** Of {@link #writeVanished}. */
    static final int VANISHED_COLUMNS = 4;

    /** Products without a row; at first all of them. */
    private final Map<String, ExportedProduct> unseen;

    private final Set<String> leftOut;
    private final Map<String, String> normalProperties;
    private final List<Changed> changed = new ArrayList<>();
    private final List<Vanished> vanished = new ArrayList<>();

    private record Changed(long id, int before, ExportedProduct product) {}

    private record Vanished(long id, int before) {}

    /**
     * Compares nothing yet.
     *
     * @param kept products of the export by their ids
     * @param leftOut ids of products that the export holds and the mirror need not
     * @param normalProperties the server's text by the products' one
     */
    MirrorDiff(Map<String, ExportedProduct> kept, Set<String> leftOut, Map<String, String> normalProperties) {
        this.unseen = new HashMap<>(kept);
        this.leftOut = leftOut;
        this.normalProperties = normalProperties;
    }

    /** Compares with the rows of the mirror; false, at the first special one, if there is any. */
    boolean compare(ResultSet rows) throws SQLException {
        while (rows.next()) {
            if (rows.getBoolean("special")) {
                return false;
            }
            compareRow(rows);
        }
        return true;
    }

    private void compareRow(ResultSet row) throws SQLException {
        String productId = row.getString("external_stock_id");
        boolean delisted = row.getBoolean("delisted");
        ExportedProduct product = unseen.get(productId);
        if (product != null && product.blueprintId() == row.getInt("blueprint_id")) {
            unseen.remove(productId);
            if (delisted || differs(row, product)) {
                changed.add(new Changed(row.getLong("id"), row.getInt("quantity"), product));
            }
        } else if (!delisted && !leftOut.contains(productId)) {
            vanished.add(new Vanished(row.getLong("id"), row.getInt("quantity")));
        }
    }

    private boolean differs(ResultSet row, ExportedProduct product) throws SQLException {
        ExportedProduct.Details details = product.details();
        return row.getInt("quantity") != product.quantity()
                || row.getInt("price_cents") != product.priceCents()
                || !Objects.equals(row.getString("properties"), normalProperties.get(details.properties()))
                || !same(row.getString("description"), details.description())
                || !same(row.getString("user_data_field"), details.userDataField())
                || !Objects.equals(truth(row), details.graded());
    }

    /** Half a character is no character of UTF-8: encoding it, which happens on the way there, makes it another one. */
    private static boolean same(@Nullable String stored, @Nullable String exported) {
        return Objects.equals(stored, exported)
                || stored != null
                        && exported != null
                        && stored.equals(new String(exported.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    }

    private static @Nullable Boolean truth(ResultSet row) throws SQLException {
        boolean graded = row.getBoolean("graded");
        return row.wasNull() ? null : graded;
    }

    boolean isEmpty() {
        return unseen.isEmpty() && changed.isEmpty() && vanished.isEmpty();
    }

    int created() {
        return unseen.size();
    }

    int updated() {
        return changed.size();
    }

    boolean someVanished() {
        return !vanished.isEmpty();
    }

    /** Rows of table brx_changed. */
    void writeChanged(CopyBinary out) throws SQLException {
        for (Changed row : changed) {
            write(out.row().int8(row.id()).int4(row.before()), row.product());
        }
        for (ExportedProduct product : unseen.values()) {
            write(out.row().missing().missing(), product);
        }
    }

    /** Rows of table brx_vanished; none of them was missing in an export before. */
    void writeVanished(CopyBinary out) throws SQLException {
        for (Vanished row : vanished) {
            out.row().int8(row.id()).int4(row.before()).bool(row.before() > 0).bool(false);
        }
    }

    private static void write(CopyBinary row, ExportedProduct product) {
        ExportedProduct.Details details = product.details();
        row.bool(false)
                .text(Long.toString(product.id()))
                .int4(product.blueprintId())
                .int4(product.quantity())
                .int4(product.priceCents())
                .json(details.properties())
                .text(details.description())
                .text(details.userDataField())
                .bool(details.graded());
    }
}
