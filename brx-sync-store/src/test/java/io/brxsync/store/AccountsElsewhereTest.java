package io.brxsync.store;

/** The same accounts with time zones and a locale that trip up careless code. */
class AccountsElsewhereTest extends AccountsTest {
    @Override
    StoreFixture.Surroundings surroundings() {
        return StoreFixture.Surroundings.COLOMBO;
    }
}
