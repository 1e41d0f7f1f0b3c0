package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.port.ExportedProduct;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.MergeResult;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When a small export needs no staging table, and when it does. */
class HeldMergeTest {
    private static final Options WHOLE = new Options(null, null, Removals.GUARDED, 0);
    private static final List<ExportedProduct> PRODUCTS =
            List.of(StoreFixture.product(1, 1, 1), StoreFixture.product(2, 2, 2));

    private final UUID user = UUID.randomUUID();

    @Test
    void anOrdinaryExportIsMergedWithoutTheTable() {
        try (StoreFixture fixture = StoreFixture.migrated(StoreFixture.Surroundings.HOME);
                InventoryMerge first = fixture.store.inventory().begin(user)) {
            first.stage(PRODUCTS);
            assertThat(fixture.store.lentConnections())
                    .as("while the export is read")
                    .isZero();
            assertThat(first.commit(WHOLE).created()).isEqualTo(2);
            assertThat(fixture.store.lentConnections()).as("nothing was staged").isZero();

            try (InventoryMerge second = fixture.store.inventory().begin(user)) {
                second.stage(List.of(StoreFixture.product(1, 1, 5), StoreFixture.product(3, 1, 1)));
                assertThat(second.commit(WHOLE)).isEqualTo(new MergeResult(1, 1, 0, 1, Map.of(), 0, List.of()));
                assertThat(fixture.store.lentConnections())
                        .as("nothing was staged")
                        .isZero();
            }
        }
    }

    @Test
    void whatTakesMoreThanToCompareIsStaged() {
        try (StoreFixture fixture = StoreFixture.migrated(StoreFixture.Surroundings.HOME);
                InventoryMerge twice = fixture.store.inventory().begin(user)) {
            twice.stage(PRODUCTS);
            twice.stage(List.of(StoreFixture.product(1, 1, 7)));
            assertThat(twice.commit(WHOLE).created()).isEqualTo(2);
            assertThat(fixture.store.lentConnections())
                    .as("the one with the table")
                    .isEqualTo(1);
        }
    }

    @Test
    void anAdoptedTableWithOtherTypesIsFilledAllTheSame() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            fixture.store.migrate();
            fixture.execute("alter table user_inventory_items alter column updated_at type timestamp,"
                    + " alter column created_at type timestamp");
            fixture.execute("alter database \"" + fixture.database.name() + "\" set timezone = 'America/St_Johns'");
            try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
                merge.stage(PRODUCTS);
                assertThat(merge.commit(WHOLE).created()).isEqualTo(2);
            }
            assertThat(fixture.value("select bool_and(abs(extract(epoch from localtimestamp - updated_at)) < 60)::text"
                            + " from user_inventory_items"))
                    .isEqualTo("true");
        }
    }
}
