package io.brxsync.store;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.port.Fence;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Refuses the effects of a claim that was lost. Stateless. */
final class Fences {

    private Fences() {}

    /**
     * Proves that no later claim of the operation began; its row stays locked to the end of the transaction, so none can
     * begin in between.
     *
     * @param fence under which the effect is written, null outside of a worker
     */
    static void check(Handle handle, @Nullable Fence fence) {
        if (fence == null) {
            return;
        }
        boolean lost = handle.createQuery(Sql.of(Fences.class, "lock_operation"))
                .bind("id", fence.operationId())
                .mapTo(Long.class)
                .findOne()
                .filter(token -> token > fence.token())
                .isPresent();
        if (lost) {
            throw BrxException.of(
                    Kind.LEASE_LOST,
                    "A later claim of operation " + fence.operationId() + " began; nothing was written");
        }
    }
}
