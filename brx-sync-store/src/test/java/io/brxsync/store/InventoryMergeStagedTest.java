package io.brxsync.store;

import io.brxsync.port.InventoryMerge;
import java.util.UUID;

/** The same merges over the staging table, however small they are. */
class InventoryMergeStagedTest extends InventoryMergeTest {
    @Override
    InventoryMerge begin(UUID owner) {
        StagedMerge merge = (StagedMerge) super.begin(owner);
        merge.staging();
        return merge;
    }
}
