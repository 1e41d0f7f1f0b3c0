package io.brxsync.store;

/** The same operations with time zones and a locale that trip up careless code. */
class OperationsElsewhereTest extends OperationsTest {
    @Override
    StoreFixture.Surroundings surroundings() {
        return StoreFixture.Surroundings.COLOMBO;
    }
}
