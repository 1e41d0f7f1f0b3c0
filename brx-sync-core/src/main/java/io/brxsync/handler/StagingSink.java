package io.brxsync.handler;

import io.brxsync.port.BlueprintCatalog;
import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.InventoryMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collects exported rows into chunks and stages each chunk, leaving out what the catalogue does not know. While one chunk is
 * on its way to the database, the next one is read. For one thread; nobody else uses the merge before this is closed.
 */
final class StagingSink implements ExportSink, AutoCloseable {
    /** The reason under which products without a known blueprint are counted. */
    static final String UNMAPPED = "unmapped_blueprint";

    /** Rows of the first chunk: most inventories have no other, and are merged as they are. */
    private static final int FIRST_CHUNK = 8000;

    /** Rows of all others: each is a transaction, which costs more than a hundred rows, but eight syncs hold two of them each. */
    private static final int CHUNK = 2000;

    private final InventoryMerge merge;
    private final BlueprintCatalog catalog;
    private final Progress progress;
    private final OneAhead ahead = new OneAhead();
    private List<ExportedProduct> chunk = new ArrayList<>();
    private int chunkSize = FIRST_CHUNK;
    private long processed;
    private long broken;
    private @Nullable String firstBroken;

    StagingSink(InventoryMerge merge, BlueprintCatalog catalog, Progress progress) {
        this.merge = merge;
        this.catalog = catalog;
        this.progress = progress;
    }

    @Override
    public void product(ExportedProduct product) {
        chunk.add(product);
        if (chunk.size() == chunkSize) {
            begin();
        }
    }

    @Override
    public void broken(long row, String reason) {
        broken++;
        if (firstBroken == null) {
            firstBroken = "row " + row + ": " + reason;
        }
    }

    /** Stages what is left; returns when everything is staged. */
    void flush() {
        if (!chunk.isEmpty()) {
            begin();
        }
        ahead.await();
    }

    private void begin() {
        List<ExportedProduct> full = chunk;
        chunkSize = CHUNK;
        chunk = new ArrayList<>(CHUNK);
        processed += full.size();
        long read = processed + broken;
        ahead.run(() -> {
            stage(full);
            progress.read(read);
        });
    }

    private void stage(List<ExportedProduct> products) {
        Set<Integer> blueprints =
                products.stream().map(ExportedProduct::blueprintId).collect(Collectors.toSet());
        Set<Integer> known = catalog.known(blueprints);
        Map<Boolean, List<ExportedProduct>> mapped =
                products.stream().collect(Collectors.partitioningBy(product -> known.contains(product.blueprintId())));
        merge.stage(mapped.get(true));
        merge.skip(mapped.get(false), UNMAPPED);
    }

    /** Waits until the merge is no longer in use. */
    @Override
    public void close() {
        ahead.close();
    }

    long broken() {
        return broken;
    }

    String firstBroken() {
        return String.valueOf(firstBroken);
    }
}
