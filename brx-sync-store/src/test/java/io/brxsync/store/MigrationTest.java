package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.config.Secret;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.SyncStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationTest {
    private static final String CONTRACT = "select table_name || '.' || column_name || ' ' || udt_name"
            + " || case when is_nullable = 'NO' then ' not null' else '' end"
            + " from information_schema.columns where table_schema = 'public' and table_name in"
            + " ('user_sync_settings', 'user_inventory_items', 'sync_operations') order by 1";

    private static final String INDEXES = "select regexp_replace(indexdef, 'INDEX .* ON ', 'INDEX ON ')"
            + " from pg_indexes where schemaname = 'public' and tablename <> 'brx_schema_history' order by 1";

    /** How the Python service's SQLAlchemy models came out over the years. */
    private enum PythonEra {
        /** Everything the contract names, defaults made by the client. */
        COMPLETE,
        /** Before the last columns, indexes and defaults were added. */
        EARLY
    }

    @Test
    void anEmptyDatabaseGetsTheContract() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            assertThat(fixture.store.migrate())
                    .containsExactly("1 contract tables", "2 outbox and removals", "3 stock ledger");
            assertThat(fixture.store.migrate()).as("up to date").isEmpty();

            assertThat(fixture.column(CONTRACT))
                    .containsExactly(
                            "sync_operations.completed_at timestamptz",
                            "sync_operations.created_at timestamptz not null",
                            "sync_operations.id int8 not null",
                            "sync_operations.operation_id varchar not null",
                            "sync_operations.operation_metadata jsonb",
                            "sync_operations.operation_type varchar not null",
                            "sync_operations.status varchar not null",
                            "sync_operations.task text",
                            "sync_operations.token int8",
                            "sync_operations.unique_key text",
                            "sync_operations.user_id uuid not null",
                            "user_inventory_items.blueprint_id int4 not null",
                            "user_inventory_items.created_at timestamptz not null",
                            "user_inventory_items.delisted_at timestamptz",
                            "user_inventory_items.description text",
                            "user_inventory_items.external_stock_id varchar",
                            "user_inventory_items.graded bool",
                            "user_inventory_items.id int8 not null",
                            "user_inventory_items.missing_since timestamptz",
                            "user_inventory_items.price_cents int4 not null",
                            "user_inventory_items.properties jsonb",
                            "user_inventory_items.quantity int4 not null",
                            "user_inventory_items.read_ended_at timestamptz",
                            "user_inventory_items.read_started_at timestamptz",
                            "user_inventory_items.updated_at timestamptz not null",
                            "user_inventory_items.user_data_field text",
                            "user_inventory_items.user_id uuid not null",
                            "user_sync_settings.cardtrader_token_encrypted text not null",
                            "user_sync_settings.created_at timestamptz not null",
                            "user_sync_settings.last_error text",
                            "user_sync_settings.last_sync_at timestamptz",
                            "user_sync_settings.suspended_at timestamptz",
                            "user_sync_settings.sync_status sync_status_enum not null",
                            "user_sync_settings.updated_at timestamptz not null",
                            "user_sync_settings.user_id uuid not null",
                            "user_sync_settings.webhook_secret varchar");
            assertThat(fixture.column("select unnest(enum_range(null::sync_status_enum))::text"))
                    .containsExactly("idle", "initial_sync", "active", "error");
            assertThat(fixture.column("select table_name || '.' || column_name || ' ' || character_maximum_length"
                            + " from information_schema.columns where table_schema = 'public'"
                            + " and character_maximum_length is not null and table_name in"
                            + " ('user_sync_settings', 'user_inventory_items', 'sync_operations')"
                            + " order by 1"))
                    .containsExactly(
                            "sync_operations.operation_id 255",
                            "sync_operations.operation_type 50",
                            "sync_operations.status 50",
                            "user_inventory_items.external_stock_id 255",
                            "user_sync_settings.webhook_secret 255");
            assertThat(fixture.column(INDEXES))
                    .filteredOn(index -> index.contains("user_inventory_items") && !index.contains("WHERE"))
                    .containsExactly(
                            "CREATE INDEX ON public.user_inventory_items USING btree (blueprint_id)",
                            "CREATE INDEX ON public.user_inventory_items USING btree (external_stock_id)",
                            "CREATE INDEX ON public.user_inventory_items USING btree (updated_at)",
                            "CREATE INDEX ON public.user_inventory_items USING btree (user_id)",
                            "CREATE UNIQUE INDEX ON public.user_inventory_items USING btree (id)",
                            "CREATE UNIQUE INDEX ON public.user_inventory_items USING btree"
                                    + " (user_id, blueprint_id, external_stock_id)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseOfThePythonServiceIsAdoptedWithItsRows(PythonEra era) {
        UUID user = UUID.randomUUID();
        TokenCipher python = TokenCipher.of(List.of(StoreFixture.KEY));
        try (StoreFixture fixture = StoreFixture.empty()) {
            createPythonTables(fixture, era);
            fixture.execute(
                    "insert into user_sync_settings (user_id, cardtrader_token_encrypted, webhook_secret, sync_status)"
                            + " values ('" + user + "', '" + python.encrypt("the.users.token")
                            + "', 'cafe0123cafe0123', 'active')");
            fixture.execute(
                    "insert into user_inventory_items (user_id, blueprint_id, quantity, price_cents, properties,"
                            + " external_stock_id) values ('" + user
                            + "', 7, 2, 150, '{\"condition\": \"Near Mint\"}', '101'),"
                            + " ('" + user + "', 8, 1, 100, '{\"condition\": \"Near Mint\"}', '102'),"
                            + " ('" + user + "', 9, 5, 100, null, null)");
            fixture.execute("insert into sync_operations (user_id, operation_id, operation_type, status,"
                    + " operation_metadata) values ('" + user
                    + "', 'celery', 'bulk_sync', 'completed', '{\"processed\": 2}')");

            assertThat(fixture.store.migrate()).hasSize(3);
            assertThat(fixture.store.migrate()).isEmpty();

            assertThat(fixture.store.accounts().seller(user).token().value()).isEqualTo("the.users.token");
            assertThat(fixture.store.accounts().webhookSecret(user)).contains(new Secret("cafe0123cafe0123"));
            assertThat(fixture.store.accounts().find(user)).hasValueSatisfying(account -> {
                assertThat(account.status()).isEqualTo(SyncStatus.ACTIVE);
                assertThat(account.products()).isEqualTo(3);
            });
            assertThat(fixture.store.operations().latest(user, 5))
                    .singleElement()
                    .satisfies(operation ->
                            assertThat(operation.progress().processed()).isEqualTo(2));
            try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
                merge.stage(List.of(StoreFixture.product(102, 8, 1), StoreFixture.product(103, 8, 1)));
                assertThat(merge.commit(new InventoryMerge.Options(null, null, Removals.GUARDED, 0)))
                        .satisfies(result -> {
                            assertThat(result.created()).isEqualTo(1);
                            assertThat(result.unchanged()).isEqualTo(1);
                            assertThat(result.removed()).isEqualTo(1);
                        });
            }
            // The Python service goes on writing.
            fixture.execute(
                    "insert into user_inventory_items (user_id, blueprint_id, quantity, price_cents, external_stock_id)"
                            + " values ('" + user + "', 8, 1, 1, '104')");
            fixture.execute("insert into sync_operations (user_id, operation_id, operation_type, status)" + " values ('"
                    + user + "', 'celery 2', 'bulk_sync', 'pending')");
            assertThat(fixture.column("select count(*) from user_inventory_items where updated_at is null and"
                            + " external_stock_id = '104'"))
                    .containsExactly("0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void adoptionEndsWithTheIndexesOfAFreshDatabaseAndNoneTwice(PythonEra era) {
        try (StoreFixture fresh = StoreFixture.empty();
                StoreFixture adopted = StoreFixture.empty()) {
            fresh.store.migrate();
            createPythonTables(adopted, era);

            adopted.store.migrate();

            assertThat(adopted.column(INDEXES)).isEqualTo(fresh.column(INDEXES));
        }
    }

    private static void createPythonTables(StoreFixture fixture, PythonEra era) {
        boolean complete = era == PythonEra.COMPLETE;
        fixture.execute("create type sync_status_enum as enum ('idle', 'initial_sync', 'active', 'error')");
        fixture.execute(
                "create table user_sync_settings (user_id uuid not null, cardtrader_token_encrypted text not null,"
                        + " webhook_secret varchar(255), sync_status sync_status_enum not null,"
                        + (complete
                                ? " last_error text, created_at timestamp with time zone not null default now(),"
                                : "")
                        + " last_sync_at timestamp with time zone, updated_at timestamp with time zone,"
                        + " constraint user_sync_settings_pkey primary key (user_id))");
        fixture.execute("create table user_inventory_items (id bigserial not null, user_id uuid not null,"
                + " blueprint_id integer not null, quantity integer not null, price_cents integer not null,"
                + " properties jsonb, external_stock_id varchar(255),"
                + (complete ? " description text, user_data_field text, graded boolean," : "")
                + " updated_at timestamp with time zone" + (complete ? " default now() not null," : ",")
                + " created_at timestamp with time zone default now(), primary key (id)"
                + (complete
                        ? ", constraint uq_user_blueprint_external unique (user_id, blueprint_id, external_stock_id))"
                        : ")"));
        fixture.execute("create table sync_operations (id bigserial not null, user_id uuid not null,"
                + " operation_id varchar(255) not null, operation_type varchar(50) not null, status varchar(50) not null,"
                + " operation_metadata jsonb, created_at timestamp with time zone default now(),"
                + " completed_at timestamp with time zone, primary key (id)"
                + (complete ? ", unique (operation_id))" : ")"));
        if (complete) {
            fixture.execute("create index ix_user_inventory_items_user_id on user_inventory_items (user_id)");
            fixture.execute("create index idx_inventory_blueprint on user_inventory_items (blueprint_id)");
            fixture.execute("create index idx_inventory_external on user_inventory_items (external_stock_id)");
            fixture.execute("create index idx_inventory_updated on user_inventory_items (updated_at)");
        }
    }

    @Test
    void rowsThatBreakTheContractsKeyAreNamed() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            createPythonTables(fixture, PythonEra.EARLY);
            fixture.execute(
                    "insert into user_inventory_items (user_id, blueprint_id, quantity, price_cents, external_stock_id)"
                            + " select '" + UUID.randomUUID() + "', 1, 1, 1, '5' from generate_series(1, 2)");

            assertThatThrownBy(fixture.store::migrate)
                    .isInstanceOfSatisfying(
                            BrxException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                    .hasMessageContaining("ux_user_inventory_items_product");
        }
    }

    @Test
    void severalProcessesMayMigrateAtOnce() throws Exception {
        try (StoreFixture fixture = StoreFixture.empty()) {
            createPythonTables(fixture, PythonEra.EARLY);
            ExecutorService processes = Executors.newFixedThreadPool(6);
            try {
                List<Future<List<String>>> results = new ArrayList<>();
                for (int process = 0; process < 6; process++) {
                    results.add(processes.submit(() -> {
                        try (PostgresStore own =
                                StoreFixture.open(StoreFixture.config(fixture.database.url(), Map.of()), null)) {
                            return own.migrate();
                        }
                    }));
                }
                List<String> applied = new ArrayList<>();
                for (Future<List<String>> result : results) {
                    applied.addAll(result.get());
                }
                assertThat(applied).containsExactly("1 contract tables", "2 outbox and removals", "3 stock ledger");
            } finally {
                processes.shutdown();
            }
        }
    }

    @Test
    void aRoleWithoutRightsIsToldSo() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            String role = "r" + fixture.database.name();
            fixture.execute("create role " + role + " login");
            try (PostgresStore own = StoreFixture.open(
                    StoreFixture.config(fixture.database.url().replace("postgres@", role + "@"), Map.of()), null)) {
                assertThatThrownBy(own::migrate)
                        .isInstanceOfSatisfying(
                                BrxException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                        .hasMessageContaining("may not create tables in schema 'public'");
                fixture.store.migrate();
                fixture.execute("grant select on all tables in schema public to " + role);
                assertThat(own.migrate()).as("nothing left to do").isEmpty();
            }
            fixture.execute("drop owned by " + role);
            fixture.execute("drop role " + role);
        }
    }

    @Test
    void aHistoryThatDoesNotFitIsAConfigurationError() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            fixture.store.migrate();
            fixture.execute("update brx_schema_history set checksum = 1 where version = '1'");

            assertThatThrownBy(fixture.store::migrate)
                    .isInstanceOfSatisfying(
                            BrxException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION))
                    .hasMessageContaining("brx_schema_history does not fit this build");
        }
    }

    @Test
    void otherTablesAndOtherFlywayHistoriesAreLeftAlone() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            fixture.execute("create table flyway_schema_history (installed_rank int primary key, version text)");
            fixture.execute("insert into flyway_schema_history values (1, '99')");

            assertThat(fixture.store.migrate()).hasSize(3);

            assertThat(fixture.column("select version from flyway_schema_history"))
                    .containsExactly("99");
        }
    }

    @Test
    void theProbeKnowsTheNewestScript() throws IOException {
        URL scripts = Objects.requireNonNull(Migrations.class.getResource("/db/migration/brx"));
        try (Stream<Path> files = Files.list(Path.of(URI.create(scripts.toString())))) {
            assertThat(files.map(file -> file.getFileName().toString().replaceAll("^V([0-9]+)__.*", "$1"))
                            .mapToInt(Integer::parseInt)
                            .max())
                    .hasValue(Migrations.NEWEST);
        }
    }
}
