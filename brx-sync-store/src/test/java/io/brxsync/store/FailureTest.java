package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.examples.services.LocalPostgres;
import io.brxsync.examples.services.PostgresDatabase;
import io.brxsync.port.ApiToken;
import io.brxsync.port.InventoryMerge;
import io.brxsync.port.InventoryMerge.Removals;
import io.brxsync.port.Seller;
import io.brxsync.port.SyncStore.Probe;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around the store, and what it says then. */
class FailureTest {
    private static final InventoryMerge.Options WHOLE = new InventoryMerge.Options(null, null, Removals.GUARDED, 0);

    private final UUID user = UUID.randomUUID();

    @Test
    void nothingConnectsBeforeTheFirstUse() {
        try (PostgresStore store = StoreFixture.open(
                StoreFixture.config(
                        "postgresql://u:p@nowhere.invalid/db",
                        Map.of("MYSQL_HOST", "nowhere.invalid", "MYSQL_USER", "u", "MYSQL_DATABASE", "d")),
                null)) {
            assertThat(store.probes())
                    .extracting(Probe::address)
                    .containsExactly("nowhere.invalid:5432/db", "nowhere.invalid:3306/d");
            assertThat(store.lentConnections()).isZero();
        }
    }

    @Test
    void aServerOutOfReachIsUnavailable() {
        try (PostgresStore store =
                StoreFixture.open(StoreFixture.config("postgresql://u:hidden@127.0.0.1:1/db", Map.of()), null)) {
            assertFails(
                    () -> store.accounts().list(), Kind.UNAVAILABLE, "PostgreSQL at 127.0.0.1:1/db is out of reach");
            assertFails(store::migrate, Kind.UNAVAILABLE, "127.0.0.1:1/db");
            assertFails(() -> store.inventory().begin(user), Kind.UNAVAILABLE, "127.0.0.1:1/db");
        }
    }

    @Test
    void aWrongLoginOrDatabaseNamesTheVariable(@TempDir Path directory) throws IOException {
        Path rules = Files.writeString(
                directory.resolve("hba.conf"),
                "host all postgres 127.0.0.1/32 trust\nhost all seller 127.0.0.1/32 scram-sha-256\n");
        try (LocalPostgres postgres = LocalPostgres.start(Map.of("hba_file", rules.toString()))) {
            PostgresDatabase database = postgres.database();
            run(database, "create role seller login password 'right'");
            String seller = database.url().replace("postgres@", "seller:hidden@");
            for (String url : List.of(
                    seller,
                    database.url().replace("postgres@", "nobody:hidden@"),
                    database.withName("missing").url())) {
                try (PostgresStore store = StoreFixture.open(StoreFixture.config(url, Map.of()), null)) {
                    assertFails(() -> store.accounts().list(), Kind.CONFIGURATION, "check DATABASE_URL");
                    assertFails(store::migrate, Kind.CONFIGURATION, "check DATABASE_URL");
                }
            }
            try (PostgresStore store = StoreFixture.open(
                    StoreFixture.config(seller.replace("hidden", "right"), Map.of("DB_TRANSACTION_TIMEOUT", "1")),
                    null)) {
                assertFails(() -> store.accounts().list(), Kind.CONFIGURATION, "run `brx-sync migrate`");
                run(database, "alter role seller password 'changed'");
                run(database, "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'seller'");
                assertFails(() -> store.accounts().list(), Kind.UNAVAILABLE, "ended the session");
                assertFails(() -> store.accounts().list(), Kind.CONFIGURATION, "check DATABASE_URL");
            }
        }
    }

    @Test
    void aSchemaThatWasNotMigratedSaysHowTo() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            assertFails(() -> fixture.store.accounts().list(), Kind.CONFIGURATION, "run `brx-sync migrate`");
            assertFails(() -> fixture.store.operations().find("x"), Kind.CONFIGURATION, "run `brx-sync migrate`");
            assertFails(() -> probe(fixture).check(), Kind.CONFIGURATION, "run `brx-sync migrate`");
            fixture.store.migrate();
            assertThat(probe(fixture).check()).matches("PostgreSQL 1\\d\\.\\d+.*, schema version 3");
            fixture.execute("delete from brx_schema_history where version = '3'");
            assertFails(() -> probe(fixture).check(), Kind.CONFIGURATION, "is at version 2, this build needs 3");
        }
    }

    @Test
    void anExhaustedPoolNamesItsVariables() {
        try (StoreFixture fixture = StoreFixture.migrated(StoreFixture.Surroundings.HOME);
                PostgresStore small = StoreFixture.open(
                        StoreFixture.config(
                                fixture.database.url(),
                                Map.of("DB_POOL_SIZE", "1", "DB_MAX_OVERFLOW", "1", "DB_TRANSACTION_TIMEOUT", "1")),
                        null);
                InventoryMerge first = large(small, user)) {
            try (InventoryMerge second = large(small, UUID.randomUUID())) {
                assertThat(small.lentConnections()).isEqualTo(2);
                assertFails(() -> small.accounts().list(), Kind.UNAVAILABLE, "DB_POOL_SIZE and DB_MAX_OVERFLOW");
                assertThat(second.commit(WHOLE).created()).isZero();
            }
            assertThat(small.accounts().list()).isEmpty();
            assertThat(first.commit(WHOLE).created()).isZero();
        }
    }

    @Test
    void theServersOwnLimitIsUnavailableToo() {
        try (LocalPostgres postgres =
                LocalPostgres.start(Map.of("max_connections", "4", "superuser_reserved_connections", "0"))) {
            PostgresDatabase database = postgres.freshDatabase();
            try (PostgresStore store = StoreFixture.open(
                    StoreFixture.config(database.url(), Map.of("DB_TRANSACTION_TIMEOUT", "1")), null)) {
                store.migrate();
                try (InventoryMerge one = large(store, user);
                        InventoryMerge two = large(store, user);
                        InventoryMerge three = large(store, user);
                        InventoryMerge four = large(store, user)) {
                    assertFails(() -> store.accounts().list(), Kind.UNAVAILABLE, "takes no more connections");
                    assertThat(List.of(one, two, three, four)).hasSize(4);
                }
                assertThat(store.accounts().list()).isEmpty();
            }
        }
    }

    @Test
    void aStatementThatTakesTooLongIsCancelled() throws SQLException {
        try (StoreFixture fixture = StoreFixture.migrated(StoreFixture.Surroundings.HOME);
                PostgresStore hasty = StoreFixture.open(
                        StoreFixture.config(fixture.database.url(), Map.of("DB_TRANSACTION_TIMEOUT", "1")), null);
                Connection blocker = fixture.database.connect();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("lock table user_sync_settings, user_inventory_items");
            assertFails(() -> hasty.accounts().list(), Kind.RETRYABLE, "DB_TRANSACTION_TIMEOUT");
            try (InventoryMerge merge = hasty.inventory().begin(user)) {
                merge.stage(List.of(StoreFixture.product(1, 1, 1)));
                assertFails(() -> merge.commit(WHOLE), Kind.RETRYABLE, "did not get a lock in time");
            }
            blocker.rollback();
            assertThat(hasty.accounts().list()).isEmpty();
            assertThat(hasty.lentConnections()).isZero();
        }
    }

    @Test
    void aDeadlockIsRetryable() throws SQLException {
        try (StoreFixture fixture = StoreFixture.migrated(StoreFixture.Surroundings.HOME)) {
            assertThat(new SqlErrors(Server.postgres(null)).translated(raised(fixture, "40P01")))
                    .isInstanceOfSatisfying(
                            BrxException.class, e -> assertThat(e.kind()).isEqualTo(Kind.RETRYABLE));
        }
    }

    private static SQLException raised(StoreFixture fixture, String state) throws SQLException {
        try (Connection connection = fixture.database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("do $$ begin raise exception sqlstate '" + state + "'; end $$");
            throw new AssertionError("not raised");
        } catch (SQLException e) {
            return e;
        }
    }

    @Test
    void theStoreOutlivesItsServer() {
        try (LocalPostgres postgres = LocalPostgres.start()) {
            PostgresDatabase database = postgres.freshDatabase();
            // The pool tries again every five seconds at most; a call waits longer than that.
            try (PostgresStore store = StoreFixture.open(
                    StoreFixture.config(database.url(), Map.of("DB_TRANSACTION_TIMEOUT", "6")), null)) {
                store.migrate();
                store.accounts().connect(new Seller(user, ApiToken.of("token")), "abcdef");
                try (InventoryMerge merge = store.inventory().begin(user)) {
                    merge.stage(List.of(StoreFixture.product(1, 1, 1)));
                    postgres.stop();
                    assertFails(() -> merge.commit(WHOLE), Kind.UNAVAILABLE, database.host() + ":" + database.port());
                }
                assertFails(() -> store.probes().get(0).check(), Kind.UNAVAILABLE, database.toString());
                postgres.startAgain();
                assertThat(store.accounts().list()).hasSize(1);
                postgres.kill();
                assertFails(() -> store.accounts().list(), Kind.UNAVAILABLE, "PostgreSQL at");
                postgres.startAgain();
                assertThat(store.accounts().seller(user).token().value()).isEqualTo("token");
                assertThat(store.inventory().count(user)).isZero();
                assertThat(store.lentConnections()).isZero();
            }
        }
    }

    @Test
    void aSessionThatAnAdministratorEndsIsReplaced() {
        try (StoreFixture fixture = StoreFixture.migrated(StoreFixture.Surroundings.HOME)) {
            try (InventoryMerge merge = fixture.store.inventory().begin(user)) {
                fixture.execute(
                        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                                + " and application_name = 'brx-sync'");
                assertFails(() -> merge.commit(WHOLE), Kind.UNAVAILABLE, "PostgreSQL at");
            }
            assertThat(fixture.store.accounts().list()).isEmpty();
        }
    }

    @Test
    void noFailureRepeatsASecret() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            fixture.store.migrate();
            fixture.execute("alter table user_sync_settings add constraint nobody check (user_id is null)");
            assertThatThrownBy(() -> fixture.store
                            .accounts()
                            .connect(new Seller(user, ApiToken.of("a-secret-token")), "feedbeef"))
                    .isInstanceOfSatisfying(BrxException.class, e -> {
                        assertThat(e.kind()).isEqualTo(Kind.BUG);
                        StringWriter trace = new StringWriter();
                        e.printStackTrace(new PrintWriter(trace));
                        assertThat(trace.toString()).doesNotContain("a-secret-token", "feedbeef", "gAAAA");
                    });
        }
    }

    @Test
    void idleConnectionsAreFewAndMetricsAreBound() {
        try (StoreFixture fixture = StoreFixture.empty()) {
            fixture.store.migrate();
            fixture.store.accounts().list();
            fixture.store.accounts().list();

            assertThat(fixture.value("select count(*) from pg_stat_activity where datname = current_database()"
                            + " and application_name = 'brx-sync'"))
                    .isEqualTo("1");
            assertThat(fixture.meters
                            .get("hikaricp.connections")
                            .tag("pool", "brx-postgresql")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    private static Probe probe(StoreFixture fixture) {
        return fixture.store.probes().get(0);
    }

    private static void run(PostgresDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static void assertFails(ThrowingCallable call, Kind kind, String words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        BrxException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
                .hasMessageContaining(words)
                .hasMessageNotContaining("hidden");
    }

    /** A merge of more than is held in memory: it keeps a connection until it is closed. */
    private static InventoryMerge large(PostgresStore store, UUID user) {
        InventoryMerge merge = store.inventory().begin(user);
        merge.skip(
                IntStream.rangeClosed(0, HeldExport.MOST)
                        .mapToObj(id -> StoreFixture.product(id, 1, 1))
                        .toList(),
                "left_out");
        return merge;
    }
}
