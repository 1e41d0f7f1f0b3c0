package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.store.RemovalGuard.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemovalGuardTest {
    @ParameterizedTest
    @CsvSource({
        "FORBIDDEN, 0, 0, KEEP",
        "FORBIDDEN, 1, 100, KEEP",
        "ALLOWED, 100, 100, REMOVE",
        "GUARDED, 0, 0, REMOVE",
        "GUARDED, 20, 20, REMOVE",
        "GUARDED, 21, 21, REMOVE_CONFIRMED",
        "GUARDED, 21, 41, REMOVE_CONFIRMED",
        "GUARDED, 21, 42, REMOVE",
        "GUARDED, 150000, 300000, REMOVE",
        "GUARDED, 150001, 300000, REMOVE_CONFIRMED",
    })
    void judges(Removals removals, long vanished, long inStock, Verdict verdict) {
        assertThat(RemovalGuard.judge(removals, vanished, inStock)).isEqualTo(verdict);
    }
}
