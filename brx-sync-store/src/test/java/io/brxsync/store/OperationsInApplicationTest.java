package io.brxsync.store;

/** The same operations on a pool that an application brings. */
class OperationsInApplicationTest extends OperationsTest {
    @Override
    StoreFixture.Surroundings surroundings() {
        return StoreFixture.Surroundings.APPLICATION_POOL;
    }
}
