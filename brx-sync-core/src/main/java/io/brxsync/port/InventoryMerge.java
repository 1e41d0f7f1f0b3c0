package io.brxsync.port;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One export on its way into the mirror: staged in chunks, then merged in one transaction. Closing it without
 * {@link #commit} leaves the mirror untouched. For one thread at a time; holds a database connection while open.
 */
public interface InventoryMerge extends AutoCloseable {

    /** Stages products that belong into the mirror. A product staged twice counts once, the last one wins. */
    void stage(List<ExportedProduct> products);

    /**
     * Names products that the export holds but that are left out of the mirror: they are no removals.
     *
     * @param reason why, a short name in snake case under which they are counted
     */
    void skip(Collection<ExportedProduct> products, String reason);

    /**
     * Merges everything staged, and settles what vanished, in one transaction. The same transaction records it: the
     * progress of the fence's operation, and after a whole inventory the account, which is {@code active} without an error.
     *
     * @throws io.brxsync.BrxException {@code LEASE_LOST} if a later claim of that operation began
     */
    MergeResult commit(Options options);

    @Override
    void close();

    /**
     * How to merge.
     *
     * @param fence under whose claim; null outside of a worker
     * @param scope the blueprints that the export covered, null for the whole inventory
     * @param removals what to do with rows that vanished
     * @param brokenRows rows that could not be read, counted as skipped
     * @param message what the operation's record says of the result to an operator, null when there is nothing to say
     */
    record Options(
            @Nullable Fence fence,
            @Nullable Set<Integer> scope,
            Removals removals,
            long brokenRows,
            Function<MergeResult, @Nullable String> message) {
        /** Nothing to say. */
        public Options(@Nullable Fence fence, @Nullable Set<Integer> scope, Removals removals, long brokenRows) {
            this(fence, scope, removals, brokenRows, result -> null);
        }
    }

    /** What to do with rows that the export no longer holds. */
    enum Removals {
        /** Nothing: the export had rows that could not be read. */
        FORBIDDEN,
        /** Remove, unless more than half and more than 20 would go: then wait for a second export that agrees. */
        GUARDED,
        /** Remove whatever is gone. */
        ALLOWED
    }
}
