package io.brxsync.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brxsync.BrxException;
import io.brxsync.BrxException.Kind;
import io.brxsync.config.BrxConfig;
import io.brxsync.examples.services.LocalMariaDb;
import io.brxsync.examples.services.MariaDbDatabase;
import io.brxsync.examples.services.Services;
import io.brxsync.port.SyncStore.Probe;
import io.brxsync.spi.StoreProvider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-01T00:00:00Z"));
    private MariaDbDatabase database;

    @BeforeEach
    void create() {
        database = Services.mariaDb().freshDatabase();
        fill(database);
    }

    private static void fill(MariaDbDatabase database) {
        for (String table : new String[] {"cards_prints", "op_prints", "pk_prints", "sealed_products"}) {
            run(
                    database,
                    "create table " + table
                            + " (id int primary key auto_increment, cardtrader_id int, index (cardtrader_id))");
        }
        run(database, "insert into cards_prints (cardtrader_id) values (1), (2), (2), (null)");
        run(database, "insert into op_prints (cardtrader_id) values (3)");
        run(database, "insert into pk_prints (cardtrader_id) values (4), (1)");
        run(database, "insert into sealed_products (cardtrader_id) values (5)");
    }

    @Test
    void allTablesAreLookedUp() {
        try (PostgresStore store = open(Map.of())) {
            assertThat(store.catalog().known(Set.of(1, 2, 3, 4, 5, 6, Integer.MAX_VALUE)))
                    .containsExactlyInAnyOrder(1, 2, 3, 4, 5);
            assertThat(store.catalog().known(Set.of())).isEmpty();
            assertThat(store.catalog().known(Set.of(6))).isEmpty();
        }
    }

    @Test
    void manyIdsAreLookedUpInBatches() {
        run(database, "insert into cards_prints (cardtrader_id) select seq from seq_10_to_5000");
        Set<Integer> all = IntStream.rangeClosed(1, 12_345).boxed().collect(Collectors.toSet());
        try (PostgresStore store = open(Map.of())) {
            Set<Integer> expected =
                    IntStream.rangeClosed(10, 5000).boxed().collect(Collectors.toCollection(HashSet::new));
            expected.addAll(Set.of(1, 2, 3, 4, 5));
            assertThat(store.catalog().known(all)).isEqualTo(expected);
            assertThat(store.catalog().known(all)).as("from memory").isEqualTo(expected);
        }
    }

    @Test
    void knownOnesAreRememberedForAnHourAndUnknownOnesForFiveMinutes() {
        try (PostgresStore store = open(Map.of())) {
            assertThat(store.catalog().known(Set.of(1, 6))).containsExactly(1);
            run(database, "delete from cards_prints");
            run(database, "delete from pk_prints");
            run(database, "insert into cards_prints (cardtrader_id) values (6)");

            assertThat(store.catalog().known(Set.of(1, 6))).containsExactly(1);
            pass(Duration.ofMinutes(5).minusSeconds(1));
            assertThat(store.catalog().known(Set.of(1, 6))).containsExactly(1);
            pass(Duration.ofSeconds(2));
            assertThat(store.catalog().known(Set.of(1, 6))).containsExactlyInAnyOrder(1, 6);
            pass(Duration.ofMinutes(55).minusSeconds(2));
            assertThat(store.catalog().known(Set.of(1))).containsExactly(1);
            pass(Duration.ofSeconds(2));
            assertThat(store.catalog().known(Set.of(1, 6))).containsExactly(6);
        }
    }

    @Test
    void aServerThatIsDownIsNeverAnAnswer() {
        try (LocalMariaDb server = LocalMariaDb.start()) {
            database = server.freshDatabase();
            fill(database);
            // The pool tries again every five seconds at most; a call waits longer than that.
            try (PostgresStore store = open(Map.of("DB_TRANSACTION_TIMEOUT", "6"))) {
                assertThat(store.catalog().known(Set.of(1, 6))).containsExactly(1);
                server.stop();

                assertThat(store.catalog().known(Set.of(1, 6))).as("remembered").containsExactly(1);
                assertFails(() -> store.catalog().known(Set.of(1, 2)), Kind.UNAVAILABLE, "MySQL at " + database);
                pass(Duration.ofHours(2));
                assertFails(() -> store.catalog().known(Set.of(1)), Kind.UNAVAILABLE, "MySQL at " + database);

                server.startAgain();
                assertThat(store.catalog().known(Set.of(1, 2, 6))).containsExactlyInAnyOrder(1, 2);
                assertThat(store.lentConnections()).isZero();
            }
        }
        try (PostgresStore store = open(Map.of())) {
            assertFails(() -> store.catalog().known(Set.of(1)), Kind.UNAVAILABLE, "is out of reach");
        }
    }

    @Test
    void aMissingTableOrColumnNamesTheVariable() {
        try (PostgresStore store = open(Map.of("MYSQL_CATALOG_TABLES", "cards_prints, ygo_prints"))) {
            assertFails(() -> store.catalog().known(Set.of(1)), Kind.CONFIGURATION, "MYSQL_CATALOG_TABLES");
            assertFails(() -> probe(store).check(), Kind.CONFIGURATION, "MYSQL_CATALOG_TABLES");
            run(database, "create table ygo_prints (id int)");
            assertFails(() -> store.catalog().known(Set.of(1)), Kind.CONFIGURATION, "MYSQL_CATALOG_TABLES");
            run(database, "alter table ygo_prints add column cardtrader_id int");
            assertThat(store.catalog().known(Set.of(1, 3))).containsExactly(1);
        }
        assertThatThrownBy(() -> open(Map.of("MYSQL_CATALOG_TABLES", "a`; drop table b")))
                .hasMessageContaining("MYSQL_CATALOG_TABLES");
    }

    @Test
    void aWrongLoginNamesTheVariables() {
        run(database, "create user if not exists 'seller'@'%' identified by 'right'");
        try (PostgresStore store = open(Map.of("MYSQL_USER", "seller", "MYSQL_PASSWORD", "hidden"))) {
            assertFails(() -> store.catalog().known(Set.of(1)), Kind.CONFIGURATION, "MYSQL_PASSWORD");
        }
        try (PostgresStore store = open(Map.of("MYSQL_USER", "seller", "MYSQL_PASSWORD", "right"))) {
            assertFails(() -> store.catalog().known(Set.of(1)), Kind.CONFIGURATION, "MYSQL_DATABASE");
        }
        try (PostgresStore store = open(Map.of("MYSQL_DATABASE", "missing"))) {
            assertFails(() -> store.catalog().known(Set.of(1)), Kind.CONFIGURATION, "MYSQL_DATABASE");
        }
    }

    @Test
    void theProbeTellsTheVersionAndNothingIsWritten() {
        try (PostgresStore store = open(Map.of())) {
            assertThat(probe(store).name()).isEqualTo("mysql");
            assertThat(probe(store).address()).isEqualTo(database.toString());
            assertThat(probe(store).check())
                    .startsWith("version ")
                    .endsWith("tables cards_prints, op_prints, pk_prints, sealed_products");
        }
    }

    @Test
    void withoutAServerEveryBlueprintIsAccepted() {
        try (PostgresStore store =
                StoreFixture.open(StoreFixture.config("postgresql://u@nowhere.invalid/db", Map.of()), null)) {
            assertThat(store.catalog().known(Set.of(1, 2))).containsExactlyInAnyOrder(1, 2);
            assertThat(store.probes()).extracting(Probe::name).containsExactly("postgresql");
        }
    }

    private PostgresStore open(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "DATABASE_URL", "postgresql://u@nowhere.invalid/db",
                "MYSQL_HOST", database.host(),
                "MYSQL_PORT", Integer.toString(database.port()),
                "MYSQL_USER", database.user(),
                "MYSQL_PASSWORD", database.password(),
                "MYSQL_DATABASE", database.name()));
        variables.putAll(more);
        return (PostgresStore) new PostgresStoreProvider()
                .open(
                        BrxConfig.from(variables),
                        null,
                        new StoreProvider.Environment(now::get, new SimpleMeterRegistry()));
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private static Probe probe(PostgresStore store) {
        return store.probes().get(1);
    }

    private static void run(MariaDbDatabase database, String sql) {
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
}
