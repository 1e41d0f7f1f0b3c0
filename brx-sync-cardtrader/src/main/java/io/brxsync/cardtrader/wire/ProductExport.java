package io.brxsync.cardtrader.wire;

import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportedProduct;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code GET /products/export} row by row, in memory that does not grow with the export.
 *
 * <p>An odd row is told to the sink and the rest goes on; a document that is not JSON to its last byte is an exception.
 * Rows are handed on as they come: an id that occurs twice is handed on twice, the later one being the newer.
 */
public final class ProductExport {

    private ProductExport() {}

    /**
     * Hands every row to the sink.
     *
     * @return how many rows there were, once the end of the document was read
     * @throws MalformedBodyException if the document is cut short or damaged
     * @throws IOException what the stream throws
     */
    public static Rows read(InputStream body, ExportSink sink) throws IOException {
        Elements elements = Elements.of(body);
        ObjectText objects = new ObjectText();
        long products = 0;
        long broken = 0;
        while (elements.next()) {
            ProductRow row = new ProductRow(elements.parser(), objects);
            @Nullable ExportedProduct product = Json.reading(row::read);
            // The sink is called outside of reading(): what it throws is its own and passes through untouched.
            if (product != null) {
                sink.product(product);
                products++;
            } else {
                sink.broken(products + broken, String.valueOf(row.problem()));
                broken++;
            }
        }
        return new Rows(products, broken);
    }

    /**
     * Rows by outcome.
     *
     * @param products rows that were read
     * @param broken rows that were not
     */
    public record Rows(long products, long broken) {}
}
