package io.brxsync.store;

/** The same merges with time zones and a locale that trip up careless code. */
class InventoryMergeElsewhereTest extends InventoryMergeTest {
    @Override
    StoreFixture.Surroundings surroundings() {
        return StoreFixture.Surroundings.COLOMBO;
    }
}
