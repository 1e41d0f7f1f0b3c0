package io.brxsync.store;

import static io.brxsync.store.StoreFixture.product;
import static org.assertj.core.api.Assertions.assertThat;

import io.brxsync.port.ApiToken;
import io.brxsync.port.ExportedProduct;
import io.brxsync.port.ExportedProduct.Details;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Options;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.MergeResult;
import io.brxsync.port.Seller;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a merge does to the rows of a mirror. */
class InventoryMergeTest {
    private static final Options WHOLE = new Options(null, null, Removals.GUARDED, 0);

    private final UUID user = UUID.randomUUID();
    StoreFixture fixture;

    StoreFixture.Surroundings surroundings() {
        return StoreFixture.Surroundings.HOME;
    }

    /** A merge as the tests want it. */
    InventoryMerge begin(UUID owner) {
        return fixture.store.inventory().begin(owner);
    }

    @BeforeEach
    void open() {
        fixture = StoreFixture.migrated(surroundings());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theFirstSyncFillsTheMirror() {
        MergeResult result = merge(List.of(
                new ExportedProduct(
                        101,
                        7,
                        4,
                        1250,
                        "EUR",
                        1,
                        new Details("{\"condition\":\"Played\",\"mtg_foil\":true}", "signed", "shelf 3", true)),
                product(102, 8, 0)));

        assertThat(result).isEqualTo(new MergeResult(2, 0, 0, 0, Map.of(), 0, List.of()));
        assertThat(rows(
                        "blueprint_id || '|' || quantity || '|' || price_cents || '|' || properties || '|' || description"
                                + " || '|' || user_data_field || '|' || graded"))
                .first()
                .isEqualTo("7|4|1250|{\"mtg_foil\": true, \"condition\": \"Played\"}|signed|shelf 3|true");
        assertThat(fixture.store.inventory().count(user)).isEqualTo(1);
    }

    @Test
    void anEqualExportWritesNoRowVersion() {
        List<ExportedProduct> products = products(1, 500);
        merge(products);
        List<String> versions = rows("ctid || ' ' || xmin || ' ' || updated_at");

        MergeResult result = merge(products);

        assertThat(result).isEqualTo(new MergeResult(0, 0, 500, 0, Map.of(), 0, List.of()));
        assertThat(rows("ctid || ' ' || xmin || ' ' || updated_at")).isEqualTo(versions);
        assertThat(fixture.value("select pg_stat_force_next_flush()::text || n_tup_upd || ' ' || n_tup_del"
                        + " from pg_stat_user_tables where relname = 'user_inventory_items'"))
                .isEqualTo("0 0");
    }

    @Test
    void propertiesThatDifferInOrderAndSpacesOnlyAreEqual() {
        merge(List.of(withDetails(1, new Details("{\"a\":1,\"b\":[1,2]}", null, null, null))));

        MergeResult result =
                merge(List.of(withDetails(1, new Details("{ \"b\" : [1, 2], \"a\" : 1 }", null, null, null))));

        assertThat(result.unchanged()).isEqualTo(1);
    }

    @Test
    void everyMirroredValueThatDiffersIsWritten() {
        Details plain = new Details("{}", null, null, null);
        merge(IntStream.range(0, 7).mapToObj(id -> withDetails(id, plain)).toList());

        MergeResult result = merge(List.of(
                listing(0, 1, 2, 100, plain),
                listing(1, 1, 1, 101, plain),
                withDetails(2, new Details("{\"x\":null}", null, null, null)),
                withDetails(3, new Details("{}", "", null, null)),
                withDetails(4, new Details("{}", null, "tag", null)),
                withDetails(5, new Details("{}", null, null, false)),
                withDetails(6, plain)));

        assertThat(result).isEqualTo(new MergeResult(0, 6, 1, 0, Map.of(), 0, List.of()));
        assertThat(rows(
                        "quantity || '|' || price_cents || '|' || properties || '|' || coalesce(description, '-') || '|'"
                                + " || coalesce(user_data_field, '-') || '|' || coalesce(graded::text, '-')"))
                .containsExactly(
                        "2|100|{}|-|-|-",
                        "1|101|{}|-|-|-",
                        "1|100|{\"x\": null}|-|-|-",
                        "1|100|{}||-|-",
                        "1|100|{}|-|tag|-",
                        "1|100|{}|-|-|false",
                        "1|100|{}|-|-|-");
    }

    @Test
    void aProductThatVanishedGoesToZeroAndComesBack() {
        merge(List.of(product(1, 5, 3), product(2, 5, 4)));

        MergeResult gone = merge(List.of(product(1, 5, 3)));

        assertThat(gone).isEqualTo(new MergeResult(0, 0, 1, 1, Map.of(), 0, List.of()));
        assertThat(
                        rows(
                                "quantity || ' ' || (delisted_at is not null) || ' ' || (delisted_at is not distinct from updated_at)"))
                .containsExactly("3 false false", "0 true true");
        assertThat(merge(List.of(product(1, 5, 3))).removed())
                .as("removed once")
                .isZero();

        MergeResult back = merge(List.of(product(1, 5, 3), product(2, 5, 4)));

        assertThat(back).isEqualTo(new MergeResult(0, 1, 1, 0, Map.of(), 0, List.of()));
        assertThat(rows("quantity || ' ' || (delisted_at is not null)")).containsExactly("3 false", "4 false");
    }

    @Test
    void aProductThatComesBackSoldOutIsListedAgain() {
        merge(List.of(product(1, 5, 3)));
        merge(List.of());

        assertThat(merge(List.of(product(1, 5, 0))).updated()).isEqualTo(1);
        assertThat(rows("quantity || ' ' || (delisted_at is null)")).containsExactly("0 true");
    }

    @Test
    void aSoldOutProductThatVanishesIsRetiredWithoutBeingCounted() {
        merge(List.of(product(1, 5, 0), product(2, 5, 1)));
        String before = rows("updated_at").get(0);

        MergeResult result = merge(List.of(product(2, 5, 1)));

        assertThat(result.removed()).isZero();
        assertThat(rows("delisted_at is not null || ' ' || updated_at").get(0)).isEqualTo("true " + before);
    }

    @Test
    void rowsThatNeverWereOnCardTraderAreNobodysBusiness() {
        fixture.execute("insert into user_inventory_items (user_id, blueprint_id, quantity, price_cents, updated_at)"
                + " values ('" + user + "', 5, 9, 100, '2020-01-01')");

        assertThat(merge(List.of()).removed()).isZero();
        assertThat(rows("quantity")).containsExactly("9");
    }

    @Test
    void otherUsersAreLeftAlone() {
        UUID other = UUID.randomUUID();
        merge(other, products(1, 3), WHOLE);

        assertThat(merge(products(1, 3)).created()).isEqualTo(3);
        merge(List.of());

        assertThat(fixture.store.inventory().count(other)).isEqualTo(3);
    }

    @Test
    void aMassRemovalWaitsForASecondExportThatAgrees() {
        merge(products(1, 100));
        List<ExportedProduct> rest = products(1, 40);

        MergeResult first = merge(rest);

        assertThat(first).isEqualTo(new MergeResult(0, 0, 40, 0, Map.of(), 60, List.of()));
        assertThat(fixture.store.inventory().count(user)).isEqualTo(100);

        MergeResult second = merge(rest);

        assertThat(second).isEqualTo(new MergeResult(0, 0, 40, 60, Map.of(), 0, List.of()));
        assertThat(fixture.store.inventory().count(user)).isEqualTo(40);
        assertThat(rows("missing_since").stream().filter(value -> value != null))
                .isEmpty();
    }

    @Test
    void whatASecondExportHoldsAgainIsNotRemoved() {
        merge(products(1, 100));
        List<String> versions = rows("updated_at");
        merge(products(1, 10));

        MergeResult whole = merge(products(1, 100));

        assertThat(whole).isEqualTo(new MergeResult(0, 0, 100, 0, Map.of(), 0, List.of()));
        assertThat(rows("updated_at")).as("waiting is no edit").isEqualTo(versions);
        assertThat(merge(products(1, 10)).removalsHeld())
                .as("waits from the start again")
                .isEqualTo(90);
    }

    @Test
    void aSecondExportConfirmsOnlyWhatTheFirstMissed() {
        merge(products(1, 100));
        merge(products(1, 40));

        MergeResult second = merge(products(1, 35));

        assertThat(second.removed()).isEqualTo(60);
        assertThat(second.removalsHeld()).isEqualTo(5);
    }

    @Test
    void anExportThatWasRunningWhenRemovalsBeganToWaitDoesNotConfirmThem() {
        merge(products(1, 100));
        try (InventoryMerge early = begin(user)) {
            merge(products(1, 40));

            early.stage(products(1, 40));
            MergeResult result = early.commit(WHOLE);

            assertThat(result.removed()).isZero();
            assertThat(result.removalsHeld()).isEqualTo(60);
        }
    }

    @Test
    void theGuardLetsTwentyAndHalfPass() {
        merge(products(1, 20));
        assertThat(merge(List.of()).removed()).as("not more than 20").isEqualTo(20);

        merge(products(100, 42));
        assertThat(merge(products(100, 21)).removed()).as("not more than half").isEqualTo(21);
        assertThat(merge(List.of()).removalsHeld()).as("21 of 21").isEqualTo(21);
    }

    @Test
    void theGuardCanBeLifted() {
        merge(products(1, 100));

        assertThat(merge(user, List.of(), new Options(null, null, Removals.ALLOWED, 0))
                        .removed())
                .isEqualTo(100);
    }

    @Test
    void anExportWithBrokenRowsRemovesNothing() {
        merge(List.of(product(1, 5, 3), product(2, 5, 4), product(3, 5, 0)));

        MergeResult result = merge(user, List.of(product(1, 5, 2)), new Options(null, null, Removals.FORBIDDEN, 1));

        assertThat(result).isEqualTo(new MergeResult(0, 1, 0, 0, Map.of("broken", 1L), 0, List.of()));
        assertThat(rows("quantity || ' ' || (delisted_at is null) || ' ' || (missing_since is null)"))
                .containsExactly("2 true true", "4 true true", "0 true true");
    }

    @Test
    void skippedProductsAreCountedAndAreNoRemovals() {
        merge(List.of(product(1, 5, 3), product(2, 6, 4)));

        try (InventoryMerge merge = begin(user)) {
            merge.stage(List.of(product(1, 5, 3)));
            merge.skip(List.of(product(2, 6, 9), product(3, 6, 1)), "unknown_blueprint");
            merge.skip(Set.of(product(4, 6, 1)), "other_reason");
            MergeResult result = merge.commit(WHOLE);

            assertThat(result)
                    .isEqualTo(new MergeResult(
                            0, 0, 1, 0, Map.of("unknown_blueprint", 2L, "other_reason", 1L), 0, List.of()));
        }
        assertThat(rows("quantity")).containsExactly("3", "4");
    }

    @Test
    void aProductStagedTwiceCountsOnceAndTheLastOneWins() {
        try (InventoryMerge merge = begin(user)) {
            merge.stage(List.of(product(1, 5, 1), product(1, 5, 2)));
            merge.stage(List.of(product(2, 5, 1), product(1, 6, 3)));
            merge.skip(List.of(product(2, 5, 1)), "unknown_blueprint");

            assertThat(merge.commit(WHOLE))
                    .isEqualTo(new MergeResult(1, 0, 0, 0, Map.of("unknown_blueprint", 1L), 0, List.of()));
        }
        assertThat(rows("blueprint_id || ' ' || quantity")).containsExactly("6 3");
    }

    @Test
    void aProductThatChangesItsBlueprintMovesToANewRow() {
        merge(List.of(product(1, 5, 3)));

        MergeResult result = merge(List.of(product(1, 6, 3)));

        assertThat(result).isEqualTo(new MergeResult(1, 0, 0, 1, Map.of(), 0, List.of()));
        assertThat(rows("blueprint_id || ' ' || quantity")).containsExactly("5 0", "6 3");
    }

    @Test
    void anExportOfSomeBlueprintsTouchesOnlyThose() {
        merge(List.of(product(1, 5, 1), product(2, 5, 1), product(3, 6, 1), product(4, 7, 1)));

        MergeResult result = merge(
                user,
                List.of(product(1, 5, 2), product(5, 6, 1)),
                new Options(null, Set.of(5, 6), Removals.GUARDED, 0));

        assertThat(result).isEqualTo(new MergeResult(1, 1, 0, 2, Map.of(), 0, List.of()));
        assertThat(rows("external_stock_id || ' ' || quantity")).containsExactly("1 2", "2 0", "3 0", "4 1", "5 1");
    }

    @Test
    void aMoveIntoTheScopeLeavesNoRowBehindOutsideOfIt() {
        merge(List.of(product(1, 5, 1), product(2, 5, 1)));

        MergeResult result = merge(user, List.of(product(1, 6, 1)), new Options(null, Set.of(6), Removals.GUARDED, 0));

        assertThat(result).isEqualTo(new MergeResult(1, 0, 0, 1, Map.of(), 0, List.of()));
        assertThat(rows("external_stock_id || ' ' || blueprint_id || ' ' || quantity"))
                .containsExactly("1 5 0", "1 6 1", "2 5 1");
    }

    @Test
    void theGuardCountsInsideTheScope() {
        merge(products(1, 30));
        merge(user, products(1000, 100, 9), new Options(null, Set.of(9), Removals.GUARDED, 0));

        assertThat(merge(user, List.of(), new Options(null, Set.of(1), Removals.GUARDED, 0))
                        .removalsHeld())
                .isEqualTo(30);
    }

    @Test
    void rowsTouchedSinceTheExportBeganAreKeptAndNamed() {
        merge(List.of(product(1, 5, 3), product(2, 6, 3), product(3, 7, 3), product(4, 8, 3), product(5, 9, 3)));
        try (InventoryMerge merge = begin(user)) {
            touch(1, 2);
            touch(2, 3);
            touch(3, 1);
            fixture.execute("insert into user_inventory_items (user_id, blueprint_id, quantity, price_cents,"
                    + " external_stock_id, updated_at) values ('" + user + "', 10, 1, 1, '6', clock_timestamp())");

            merge.stage(List.of(product(1, 5, 3), product(2, 6, 3), product(4, 8, 4), product(5, 9, 3)));
            MergeResult result = merge.commit(WHOLE);

            assertThat(result)
                    .isEqualTo(
                            new MergeResult(0, 1, 2, 0, Map.of("touched_since_export", 1L), 0, List.of(5, 6, 7, 10)));
        }
        assertThat(rows("external_stock_id || ' ' || quantity"))
                .containsExactly("1 2", "2 3", "3 1", "4 4", "5 3", "6 1");

        assertThat(merge(List.of(product(1, 5, 1))).newerBlueprints())
                .as("a later export settles it")
                .isEmpty();
        assertThat(fixture.store.inventory().count(user)).isEqualTo(1);
    }

    @Test
    void anInventoryOfAnySizeIsMergedAlike() {
        List<ExportedProduct> products = new ArrayList<>(products(1, HeldExport.MOST + 1));

        assertThat(merge(products).created()).isEqualTo(products.size());
        assertThat(merge(products).unchanged()).isEqualTo(products.size());

        List<ExportedProduct> fewer = products.subList(0, HeldExport.MOST);
        fewer.set(7, product(8, 1, 5));
        assertThat(merge(fewer)).isEqualTo(new MergeResult(0, 1, fewer.size() - 1, 1, Map.of(), 0, List.of()));
    }

    @Test
    void aMergeThatIsClosedWithoutCommitLeavesNothing() {
        try (InventoryMerge merge = begin(user)) {
            merge.stage(products(1, 10));
        }
        try (InventoryMerge merge = begin(user)) {
            assertThat(merge.commit(WHOLE).created()).as("staging starts empty").isZero();
        }
        assertThat(rows("id")).isEmpty();
    }

    @Test
    void textArrivesAsItWas() {
        List<String> texts = List.of(
                "",
                "\\",
                "\\N",
                "\\.",
                "tab\tnewline\nreturn\rbackspace\b",
                "quote ' double \" back ` dollar $$ :colon ?mark {brace} <angle>",
                "İstanbul ıI ß Ǆ 日本語 🂡👩‍👩‍👧 \uFEFF\u200B\u2028 e\u0301",
                "\uD800 alone",
                "null",
                "x".repeat(100_000));
        List<ExportedProduct> products = new ArrayList<>();
        for (String text : texts) {
            String json = tools.jackson.databind.json.JsonMapper.shared()
                    .writeValueAsString(Map.of("k" + text.replace("\uD800", "?"), text.replace("\uD800", "?")));
            products.add(withDetails(products.size(), new Details(json, text, "tag " + text, null)));
        }

        assertThat(merge(products).created()).isEqualTo(texts.size());

        List<String> expected =
                texts.stream().map(text -> text.replace('\uD800', '?')).toList();
        assertThat(rows("description")).isEqualTo(expected);
        assertThat(rows("user_data_field"))
                .isEqualTo(expected.stream().map(text -> "tag " + text).toList());
        assertThat(rows("(select value from jsonb_each_text(properties))")).isEqualTo(expected);
        assertThat(merge(products).unchanged()).isEqualTo(texts.size());
    }

    @Test
    void theOneCharacterThatPostgresCannotHoldIsDropped() {
        List<ExportedProduct> products = List.of(
                withDetails(1, new Details("{\"a\":\"x\\u0000y\\u0000\\u0000\"}", "x\0y", "\0", null)),
                withDetails(2, new Details("{\"a\":\"x\\\\u0000y\"}", "plain", null, null)));

        assertThat(merge(products).created()).isEqualTo(2);

        assertThat(rows("properties::text || '|' || description || '|' || coalesce(user_data_field, '-')"))
                .containsExactly("{\"a\": \"xy\"}|xy|", "{\"a\": \"x\\\\u0000y\"}|plain|-");
        assertThat(merge(products).unchanged()).isEqualTo(2);
    }

    @Test
    void oneValueThatCannotBeStoredCostsOneProduct() {
        merge(List.of(product(3, 1, 1)));
        List<ExportedProduct> products = new ArrayList<>(products(1, 50));
        products.set(2, withDetails(3, new Details("{\"n\":1e999999}", null, null, null)));
        products.set(49, withDetails(50, new Details("{\"n\":\"\\ud800\"}", null, null, null)));

        MergeResult result = merge(products);

        assertThat(result).isEqualTo(new MergeResult(48, 0, 0, 0, Map.of("not_storable", 2L), 0, List.of()));
        assertThat(fixture.store.inventory().count(user))
                .as("no removal either")
                .isEqualTo(49);
    }

    @Test
    void theLargestNumbersFit() {
        Details plain = new Details("{}", null, null, null);

        merge(List.of(new ExportedProduct(
                Long.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, "", 1, plain)));

        assertThat(rows("external_stock_id || ' ' || blueprint_id || ' ' || quantity || ' ' || price_cents"))
                .containsExactly("9223372036854775807 2147483647 2147483647 2147483647");
    }

    @Test
    void whatIsTouchedAfterASyncBeganIsNewerThanItsExport() {
        merge(List.of(product(1, 5, 3), product(2, 6, 3)));
        fixture.store.accounts().connect(new Seller(user, ApiToken.of("token")), "0123456789abcdef");
        Instant began = fixture.store.accounts().syncStarted(user).at();
        touch(1, 2);

        try (InventoryMerge merge = fixture.store.inventory().begin(user, began)) {
            merge.stage(List.of(product(1, 5, 3), product(2, 6, 4)));
            MergeResult result = merge.commit(WHOLE);

            assertThat(result.skipped()).isEqualTo(Map.of("touched_since_export", 1L));
            assertThat(result.newerBlueprints()).containsExactly(5);
        }
        assertThat(rows("external_stock_id || ' ' || quantity")).containsExactly("1 2", "2 4");
    }

    private void touch(long product, int quantity) {
        fixture.execute("update user_inventory_items set quantity = " + quantity + ", updated_at = clock_timestamp()"
                + " where user_id = '" + user + "' and external_stock_id = '" + product + "'");
    }

    private MergeResult merge(List<ExportedProduct> products) {
        return merge(user, products, WHOLE);
    }

    private MergeResult merge(UUID owner, List<ExportedProduct> products, Options options) {
        try (InventoryMerge merge = begin(owner)) {
            merge.stage(products);
            return merge.commit(options);
        }
    }

    /** One expression of each of the user's rows, by product. */
    private List<String> rows(String expression) {
        return fixture.column("select " + expression + " from user_inventory_items where user_id = '" + user
                + "' order by external_stock_id::bigint, blueprint_id");
    }

    private static List<ExportedProduct> products(int first, int count) {
        return products(first, count, 1);
    }

    private static List<ExportedProduct> products(int first, int count, int blueprint) {
        return IntStream.range(first, first + count)
                .mapToObj(id -> product(id, blueprint, 1))
                .toList();
    }

    private static ExportedProduct withDetails(long id, Details details) {
        return listing(id, 1, 1, 100, details);
    }

    private static ExportedProduct listing(long id, int blueprint, int quantity, int price, Details details) {
        return new ExportedProduct(id, blueprint, quantity, price, "EUR", 1, details);
    }
}
