package io.brxsync.handler;

import io.brxsync.BrxException;
import io.brxsync.port.ExportFilter;
import io.brxsync.port.ExportSink;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.Marketplace;
import io.brxsync.port.Seller;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Reads what CardTrader lists right now. Stateless. */
final class ListingReads {
    /** More blueprints than this are cheaper in one export of everything. */
    private static final int MOST_SINGLE_READS = 3;

    /** The same where the whole export is not otherwise needed. */
    private static final int MOST_READS_OF_FEW = 20;

    private ListingReads() {}

    /**
     * The listings of some blueprints by product id. A product that is missing is not listed.
     *
     * @throws BrxException also of kind {@code RETRYABLE} if a row could not be read: then nobody knows what is missing
     */
    static Map<Long, ExportedProduct> of(Marketplace marketplace, Seller seller, Set<Integer> blueprints) {
        return read(marketplace, seller, blueprints, MOST_SINGLE_READS).complete(seller);
    }

    /** The listings of some blueprints, each blueprint read once, and all together when they are many. */
    static Read read(Marketplace marketplace, Seller seller, Set<Integer> blueprints) {
        return read(marketplace, seller, blueprints, MOST_READS_OF_FEW);
    }

    private static Read read(Marketplace marketplace, Seller seller, Set<Integer> blueprints, int mostSingle) {
        Map<Long, ExportedProduct> listed = new HashMap<>();
        long broken = 0;
        List<ExportFilter> reads = blueprints.size() > mostSingle
                ? List.of(new ExportFilter.Everything())
                : blueprints.stream()
                        .<ExportFilter>map(ExportFilter.OfBlueprint::new)
                        .toList();
        for (ExportFilter read : reads) {
            Picking picking = new Picking(listed, product -> blueprints.contains(product.blueprintId()));
            broken += marketplace.export(seller, read, picking).broken();
        }
        return new Read(listed, broken > 0);
    }

    /**
     * What was read.
     *
     * @param listed by product id
     * @param broken whether a row could not be read, so that what is missing is not known
     */
    record Read(Map<Long, ExportedProduct> listed, boolean broken) {
        /**
         * The listings, if none is missing.
         *
         * @throws BrxException of kind {@code RETRYABLE} if a row could not be read
         */
        Map<Long, ExportedProduct> complete(Seller seller) {
            if (broken) {
                throw BrxException.of(
                        BrxException.Kind.RETRYABLE,
                        "A row of user " + seller.user() + "'s export cannot be read, so what is missing is not known");
            }
            return listed;
        }
    }

    private record Picking(Map<Long, ExportedProduct> into, Predicate<ExportedProduct> wanted) implements ExportSink {
        @Override
        public void product(ExportedProduct product) {
            if (wanted.test(product)) {
                into.put(product.id(), product);
            }
        }

        @Override
        public void broken(long row, String reason) {
            // Counted in the summary, which the caller judges.
        }
    }
}
