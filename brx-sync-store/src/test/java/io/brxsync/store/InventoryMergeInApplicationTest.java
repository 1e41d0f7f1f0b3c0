package io.brxsync.store;

/** The same merges on a pool that an application brings. */
class InventoryMergeInApplicationTest extends InventoryMergeTest {
    @Override
    StoreFixture.Surroundings surroundings() {
        return StoreFixture.Surroundings.APPLICATION_POOL;
    }
}
