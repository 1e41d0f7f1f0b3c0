package io.brxsync.store;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.ExportedProduct.Details;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An export, as long as it is small enough to be kept in memory. For one thread. */
final class HeldExport {
    /** Products: some megabytes. */
    static final int MOST = 8_000;

    private final List<Part> parts = new ArrayList<>();
    private int size;

    /**
     * Products that came together.
     *
     * @param skipReason why they are left out of the mirror, null when they are not
     */
    record Part(List<ExportedProduct> products, @Nullable String skipReason) {}

    /** Keeps them; false when there are too many. */
    boolean add(List<ExportedProduct> products, @Nullable String skipReason) {
        if (size + products.size() > MOST) {
            return false;
        }
        size += products.size();
        parts.add(new Part(products, skipReason));
        return true;
    }

    List<Part> parts() {
        return parts;
    }

    int size() {
        return size;
    }

    /** Products that belong into the mirror, by the id that it knows them by; the last one of each, storable as they are. */
    Map<String, ExportedProduct> kept() {
        Map<String, ExportedProduct> kept = new HashMap<>(2 * size);
        for (Part part : parts) {
            if (part.skipReason() == null) {
                part.products().forEach(product -> kept.put(Long.toString(product.id()), storable(product)));
            }
        }
        return kept;
    }

    /** Ids of products that are left out. */
    Set<String> leftOut() {
        Set<String> leftOut = new HashSet<>();
        for (Part part : parts) {
            if (part.skipReason() != null) {
                part.products().forEach(product -> leftOut.add(Long.toString(product.id())));
            }
        }
        return leftOut;
    }

    /** How many products are left out, by the reason; repeated ones count each time. */
    Map<String, Long> skipped() {
        Map<String, Long> skipped = new HashMap<>();
        for (Part part : parts) {
            if (part.skipReason() != null) {
                skipped.merge(part.skipReason(), (long) part.products().size(), Long::sum);
            }
        }
        return skipped;
    }

    private static ExportedProduct storable(ExportedProduct product) {
        Details details = product.details();
        String properties = PgText.cleanJson(details.properties());
        String description = PgText.clean(details.description());
        String userDataField = PgText.clean(details.userDataField());
        // Cleaning gives the same object when there is nothing to clean.
        if (properties == details.properties()
                && description == details.description()
                && userDataField == details.userDataField()) {
            return product;
        }
        return new ExportedProduct(
                product.id(),
                product.blueprintId(),
                product.quantity(),
                product.priceCents(),
                product.currency(),
                product.bundleSize(),
                new Details(properties, description, userDataField, details.graded()));
    }
}
